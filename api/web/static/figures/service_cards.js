// Cards on who serves: times, scores, matching, windows, institutions, candidates and warnings.

import { details } from "./card.js";
import { openCases } from "./cases.js";
import { draw } from "./charts.js";
import { asked, current } from "./filters.js";
import { h } from "../dom.js";
import { count, fixed, minutes, share } from "./format.js";
import { number, opening, part, table } from "./tables.js";

const small = (row) => (row.small ? h("span", { class: "tag", title: "样本少，不作评比" }, "样本少") : null);

export // An institution by its name, on to its own page with the same period and filters; one that left the catalogue has none.
const institutionName = (row) => (row.name === row.key ? row.name : h("a", { class: "open", href: `/institutions/${encodeURIComponent(row.key)}?${asked(current())}` }, row.name));

export function timeliness(data) {
  if (!data.stages.some((stage) => stage.in_time.of)) return { nodes: [] };
  const rows = table("各环节用时与按时率", [
    { name: "环节", cell: (row) => row.name },
    { name: "中位用时", cell: (row) => minutes(row.median_minutes, data.day_minutes) },
    { name: "九成以内", cell: (row) => minutes(row.p90_minutes, data.day_minutes) },
    { name: "按时率", cell: (row) => part(row.in_time, row.met_cases, `${row.name}按时`) },
    { name: "超时", cell: (row) => opening(count(row.missed), row.missed ? row.missed_cases : null, `${row.name}超时`) },
  ], data.stages);
  return { nodes: [h("p", { class: "card-note" }, "用时为工作时间，等企业补充的时间不计；按时率后为 95% 置信区间。"), rows] };
}

export function satisfaction(data) {
  if (!data.completed) return { nodes: [] };
  const chart = h("div", { class: "chart", role: "img", "aria-label": "评分分布，数字见下方表格" });
  const note = h("p", { class: "card-note" }, "评价率 ", part(data.response, data.silent_cases, "办结后没有评价的"), "；满意率 ", part(data.content, data.content_cases, "四星和五星"), `；平均 ${fixed(data.mean)} 分。没有评价不等于满意。`);
  const { asked } = data;
  const step = (key, name) => [`${name} `, number(asked[key], asked[`${key}_cases`], `办结后回访${name}的`)];
  const reached = asked.planned
    ? h("p", { class: "card-note" }, "办结后回访：", step("planned", "计划"), " 件，", step("sent", "发出"), " 件，", step("delivered", "确认送到"), " 件，", step("answered", "答复"), " 件；送到的答复率 ", part(asked.response, asked.answered_cases, "办结后回访答复了的"), asked.unconfirmed ? `。另有 ${count(asked.unconfirmed)} 件发出后没有回执，送没送到不知道，不算在内。` : "。")
    : h("p", { class: "card-note" }, "这些需求办结后还没有安排过回访。");
  const rows = table("评分分布", [{ name: "评分", cell: (row) => `${row.stars} 星` }, { name: "件数", cell: (row) => opening(count(row.count), row.count ? row.cases : null, `${row.stars} 星`) }], data.scores);
  const open = (at) => openCases(`${data.scores[at].stars} 星`, data.scores[at].cases);
  return { nodes: [note, reached, chart, details("表格", rows)], after: () => draw(chart, { names: data.scores.map((row) => `${row.stars} 星`), series: [{ name: "件数", values: data.scores.map((row) => row.count) }], open }) };
}

function matching(data) {
  if (!data.versions.length) return { nodes: [] };
  const at = (k) => ({ name: `前 ${k} 条`, cell: (row) => { const found = row.accepted.find((one) => one.k === k); return part(found, found.cases, `前 ${k} 条里有选用`); } });
  const rows = table("匹配质量", [{ name: "模型版本", cell: (row) => row.model_version.replace(/^encoder@/, "自带模型 ") }, { name: "匹配", cell: (row) => opening(count(row.made), row.cases, "匹配") }, { name: "有结果", cell: (row) => number(row.decided, row.decided_cases, "有结果的匹配") }, at(1), at(3), at(5), { name: "首选名次", cell: (row) => fixed(row.mrr, 3) }], data.versions);
  return { nodes: [h("p", { class: "card-note" }, "有结果指企业选了或都不要；采纳率为前几条里有选用的比例，首选名次为首个选用名次倒数的平均（MRR），越近 1 越靠前。"), rows] };
}

function windows(data) {
  if (!data.windows.length) return { nodes: [] };
  const rows = table("各窗口对照", [
    { name: "窗口", cell: (row) => [row.name, small(row)], value: (row) => row.name },
    { name: "需求", cell: (row) => opening(count(row.demands), row.demands ? row.cases : null, row.name), value: (row) => row.demands },
    { name: "办结", cell: (row) => opening(count(row.completed), row.completed ? row.completed_cases : null, `${row.name}办结`), value: (row) => row.completed },
    { name: "本级按时率", cell: (row) => part(row.in_time, row.in_time_cases, `${row.name}本级计时`), value: (row) => row.in_time.low },
    { name: "本级超时", cell: (row) => number(row.missed, row.missed_cases, `${row.name}本级超时`), value: (row) => row.missed },
    { name: "退单", cell: (row) => opening(count(row.returned), row.returned ? row.returned_cases : null, `${row.name}退单`), value: (row) => row.returned },
    { name: "评价率", cell: (row) => share(row.response.value), value: (row) => row.response.value },
    { name: "修正均分", cell: (row) => opening(fixed(row.fair_mean), row.rated ? row.rated_cases : null, `${row.name}评价`), value: (row) => row.fair_mean },
  ], data.windows);
  return { nodes: [h("p", { class: "card-note" }, `不足 ${data.small_sample} 件的标“样本少”。按时率按置信下限排序，均分向全网平均（${fixed(data.network_mean)}）靠拢，量少的不会因偶然居前。`), rows] };
}

function institutions(data) {
  if (!data.institutions.length) return { nodes: [] };
  const rows = table("各机构对照", [
    { name: "机构", cell: (row) => [institutionName(row), small(row)], value: (row) => row.name },
    { name: "承接", cell: (row) => opening(count(row.handed), row.handed ? row.cases : null, row.name), value: (row) => row.handed },
    { name: "退单", cell: (row) => opening(count(row.returned), row.returned ? row.returned_cases : null, `${row.name}退单`), value: (row) => row.returned },
    { name: "办结", cell: (row) => opening(count(row.finished), row.finished ? row.finished_cases : null, `${row.name}办结`), value: (row) => row.finished },
    { name: "按时率", cell: (row) => part(row.in_time, row.in_time_cases, `${row.name}计时`), value: (row) => row.in_time.low },
    { name: "超时", cell: (row) => number(row.missed, row.missed_cases, `${row.name}超时`), value: (row) => row.missed },
    { name: "评价", cell: (row) => opening(count(row.rated), row.rated ? row.rated_cases : null, `${row.name}评价`), value: (row) => row.rated },
    { name: "修正均分", cell: (row) => fixed(row.fair_mean), value: (row) => row.fair_mean },
    { name: "得分", cell: (row) => (row.small ? "—" : fixed(row.score, 1)), value: (row) => (row.small ? null : row.score) },
  ], data.institutions);
  return { nodes: [rows] };
}

const traced = (row) => row.samples.map((no) => [opening(no, { q: no }, no), " "]).flat();

function awards(data) {
  const note = h("p", { class: "card-note" }, `候选条件：办结不少于 ${data.rule.finished} 件、评价不少于 ${data.rule.scores} 个；够得上的机构 ${data.rule.eligible} 家、服务产品 ${data.rule.eligible_services} 个。最终由评审确定。`);
  const best = table("十佳机构候选", [{ name: "机构", cell: institutionName }, { name: "得分", cell: (row) => fixed(row.score, 1) }, { name: "办结", cell: (row) => opening(count(row.finished), row.finished_cases, `${row.name}办结`) }, { name: "评价", cell: (row) => number(row.rated, row.rated_cases, `${row.name}评价`) }, { name: "可查编号", text: true, cell: traced }], data.institutions);
  const offers = table("十佳服务产品候选", [{ name: "服务产品", cell: (row) => row.name }, { name: "提供机构", text: true, cell: (row) => row.provider }, { name: "办结", cell: (row) => opening(count(row.finished), row.cases, row.name) }, { name: "修正均分", cell: (row) => fixed(row.fair_mean) }], data.services);
  return { nodes: [note, ...(data.institutions.length ? [best] : []), ...(data.services.length ? [h("h3", { class: "card-note" }, "服务产品"), offers] : [])] };
}

function warnings(data) {
  const rows = [...data.windows, ...data.institutions];
  const lines = (row) => h("div", { class: "warn-lines" }, row.warnings.map((one) => opening(one.line, one.cases, `${row.name}：${one.line}`)));
  const shown = table("退出预警", [{ name: "对象", cell: (row) => (data.institutions.includes(row) ? institutionName(row) : row.name) }, { name: "原因", text: true, cell: lines }, { name: "可查编号", text: true, cell: traced }], rows);
  return { nodes: [h("p", { class: "card-note" }, `95% 置信下限仍差于警戒线的才列入；另有 ${count(data.unjudged)} 家机构样本少，暂不评判。`), ...(rows.length ? [shown] : [h("p", { class: "empty" }, "没有要预警的窗口和机构。")])] };
}

export const serviceCards = [
  { title: "办理时效", figure: "timeliness", show: timeliness },
  { title: "满意度", figure: "satisfaction", show: satisfaction },
  { title: "匹配质量", figure: "matching", show: matching, wide: true },
  { title: "各窗口对照", figure: "windows", show: windows, wide: true },
  { title: "各机构对照", figure: "institutions", show: institutions, wide: true },
  { title: "双十佳候选", figure: "awards", show: awards, wide: true },
  { title: "退出预警", figure: "warnings", show: warnings, wide: true },
];
