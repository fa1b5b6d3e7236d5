// What the page of one institution shows of it: how it does, what it has in hand, what it offers.

import { counted } from "./demand_cards.js";
import { h } from "../dom.js";
import { count, fixed, share } from "./format.js";
import { satisfaction, timeliness } from "./service_cards.js";
import { number, part, table } from "./tables.js";
import { tile } from "./tiles.js";

export function tilesOf(data) {
  const { led } = data.handed;
  const { now, satisfaction: scores } = data;
  const complete = data.timeliness.stages.find((stage) => stage.key === "complete");
  const mean = scores.mean === null ? "还没有评价" : `平均 ${fixed(scores.mean)} 分${few(scores.content)}`;
  return h("div", { class: "tiles" },
    tile("派给它", count(led.count), `受理 ${count(led.accepted)}`, led.count && led.cases),
    tile("退单", count(led.returned), led.count ? `占派单 ${share(1 - led.kept.value)}` : "没有派过单", led.returned && led.returned_cases),
    tile("办结按时率", share(complete.in_time.value), `超时 ${count(complete.missed)} 次${few(complete.in_time)}`, complete.missed && complete.missed_cases),
    tile("评价率", share(scores.response.value), `${count(scores.rated)}／${count(scores.completed)}${few(scores.response)}`, scores.completed > scores.rated && scores.silent_cases),
    tile("满意率", share(scores.content.value), mean, scores.rated && scores.rated_cases),
    tile("现在在办", count(now.in_hand), now.overdue ? `超期 ${count(now.overdue)} 件` : "没有超期的", now.in_hand && now.in_hand_cases),
  );
}

const few = (part) => (part.of && part.small ? "，样本少" : "");

function facts(data) {
  const one = data.institution;
  const rows = [
    ["编号", one.key], ["等级", one.level], ["所在地", one.region_name], ["服务地区", one.served.map((place) => place.name).join("、") || "没有写明"],
    ["所属窗口", one.window_name], ["资质", one.qualifications.join("、")], ["电话", one.phone], ["有效期至", one.valid_until], ["最近核对", one.verified_on],
  ];
  const note = one.generated ? "目录里只有名字：由服务的提供单位自动建立，请维护员补全。" : one.text;
  return { nodes: [note && h("p", { class: "inst-text" }, note), h("dl", { class: "inst-facts" }, rows.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))))].filter(Boolean) };
}

const COMPARED = [["returned", "退单率"], ["in_time", "按时率"], ["response", "评价率"], ["content", "满意率"]];

function standing(data) {
  const { standing: found } = data;
  if (!found) return { nodes: [] };
  const line = found.small ? `这段时间派单不足 ${data.small_sample} 次，不排名次。` : `得分 ${fixed(found.score, 1)}，在派单够 ${data.small_sample} 次的 ${found.of} 家里排第 ${found.place}。`;
  const rows = COMPARED.map(([key, name]) => ({ name, its: part(found.its[key], null, name), all: share(found.all[key].value) }));
  rows.push({ name: "修正均分", its: fixed(found.fair_mean), all: fixed(found.network_mean) });
  const shown = table("与其他机构比", [{ name: "指标", cell: (row) => row.name }, { name: "这家", cell: (row) => row.its }, { name: "各机构合计", cell: (row) => row.all }], rows);
  return { nodes: [h("p", { class: "card-note" }, line, "按时率含受理和办结；算法同“各机构对照”。"), shown] };
}

function dispatched(data) {
  const { led, helped } = data.handed;
  if (!led.count && !helped.count) return { nodes: [] };
  const name = data.institution.name;
  const rows = (caption, of) => table(caption, [{ name: "现在到了哪一步", cell: (row) => row.name }, { name: "次数", cell: (row) => number(row.count, row.cases, `${caption}：${row.name}`) }], of.states.filter((row) => row.count));
  const note = h("p", { class: "card-note" }, "派给它 ", number(led.count, led.cases, `派给${name}的`), " 次，受理过 ", number(led.accepted, led.accepted_cases, `${name}受理过的`), " 次，没有退单的 ", part(led.kept, led.cases, `${name}没有退单`), "。");
  const help = h("h3", { class: "inst-part" }, "请它协办 ", number(helped.count, helped.cases, `请${name}协办的`), " 次");
  return { nodes: [note, ...(led.count ? [rows("主办的派单", led)] : []), ...(helped.count ? [help, rows("协办", helped)] : [])] };
}

function inHand(data) {
  const { now } = data;
  const rows = [["待受理", "to_accept"], ["办理中", "serving"], ["其中等企业补充", "waiting"], ["其中已超期", "overdue"]];
  const shown = table("现在在办的", [{ name: "状态", cell: ([name]) => name }, { name: "件数", cell: ([name, key]) => number(now[key], now[`${key}_cases`], `现在${name}`) }], rows);
  return { nodes: [h("p", { class: "card-note" }, "此刻的情况，不论哪个期间派来的。"), shown] };
}

function reasons(data) {
  if (!data.reasons.length) return { nodes: [] };
  return { nodes: [table("退单原因", [{ name: "原因", text: true, cell: (row) => row.reason }, { name: "次数", cell: (row) => number(row.count, row.cases, row.reason) }], data.reasons)] };
}

const sheet = (row) => h("a", { class: "open", href: row.sheet }, row.name);

function ofKind(caption, found) {
  const more = found.total > found.listed.length ? `，这里列 ${count(found.listed.length)} 项` : "";
  const head = h("h3", { class: "inst-part" }, `${caption} ${count(found.total)} 项${more}`, found.over ? `；另有 ${count(found.over)} 项已到期` : "");
  if (!found.listed.length) return [head];
  const shown = table(caption, [
    { name: "名称", cell: (row) => [sheet(row), row.to_come ? h("span", { class: "tag" }, "还没开始") : null], value: (row) => row.name },
    { name: "类别", text: true, cell: (row) => row.category_name || "—" },
    { name: "有效期至", cell: (row) => row.valid_until || "长期" },
    { name: "企业选用", cell: (row) => number(row.chosen, row.chosen_cases, `选了${row.name}`), value: (row) => row.chosen },
    { name: "由它办结", cell: (row) => number(row.finished, row.finished_cases, `选了${row.name}并由它办结`), value: (row) => row.finished },
  ], found.listed);
  return [head, shown];
}

function offers(data) {
  const found = data.offers;
  const itself = found.itself.chosen ? ["，其中选机构本身 ", number(found.itself.chosen, found.itself.chosen_cases, "选了机构本身")] : [];
  const note = h("p", { class: "card-note" }, "推荐后企业选用过它 ", number(found.chosen, found.chosen_cases, "选用过它的"), " 件", ...itself, "。名称打开公开页面。");
  return { nodes: [note, ...ofKind("服务", found.services), ...ofKind("专家", found.experts)] };
}

export const cardsOf = (data) => [
  { title: "机构信息", wide: true, shown: facts(data) },
  { title: "派单去向", shown: dispatched(data), empty: "这段时间没有派给它的单。" },
  { title: "现在在办", shown: inHand(data) },
  { title: "办理时效", shown: timeliness(data.timeliness) },
  { title: "退单原因", shown: reasons(data), empty: data.handed.led.returned ? "退单没有留下原因。" : "这段时间没有退单。" },
  { title: "满意度", shown: satisfaction(data.satisfaction) },
  ...(data.own ? [] : [{ title: "与其他机构比", shown: standing(data) }]),
  { title: "各月登记、由它承办的需求", wide: data.own, shown: counted("各月登记、由它承办的需求", "时间", { line: true })(data.months) },
  { title: "按服务类别", shown: counted("按服务类别", "类别", { lying: true })(data.categories) },
  { title: "服务和专家", wide: true, shown: offers(data) },
];
