// What the matcher found, with all it went by.

import { h } from "../dom.js";
import { address, kinds, tag } from "./parts.js";

const REASONS = { ok: "会推荐", unsupplied: "会拒答：听懂了，但目录里没有合适的。下面是最接近的，不会推荐给企业", out_of_domain: "会拒答：听起来不是企业服务的事。下面是最接近的，不会推荐给企业" };
const TONES = { 符合: "good", 不符合: "bad", 待核实: "open" };
const figure = (value) => (value === null || value === undefined ? "—" : value.toFixed(3));

export function outcome({ answer, relaxed, read, region_name: region }) {
  return [summary(answer, region, relaxed), answer.needs.map((need, at) => understood(need, read[at], answer.needs.length > 1 ? at + 1 : 0)), hits(answer)].flat();
}

function summary(answer, region, relaxed) {
  const facts = [
    ["把握", figure(answer.confidence)], ["命中", `${answer.results.length} 条`], ["用时", `${answer.took_ms.toFixed(1)} 毫秒`], ["限定地区", region], ["放宽了", relaxed.join("、")],
    ["接着会问", answer.question?.text], ["模型", answer.model_version], ["索引", answer.index_version],
  ];
  return h("section", { class: "fig-card", "aria-label": "结论" },
    h("p", { class: "note", "data-tone": answer.answerable ? "good" : "bad", role: "status" }, REASONS[answer.reason] || answer.reason),
    h("dl", { class: "counts small" }, facts.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)))));
}

function understood(need, read, number) {
  const facts = read.facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value)));
  const types = read.types.map(([name, score]) => `${name} ${figure(score)}`).join("，");
  return h("section", { class: "fig-card", "aria-label": number ? `第 ${number} 件事` : "听懂的" },
    h("div", { class: "card-head" }, h("h2", {}, number ? `第 ${number} 件事：${need.text}` : "听懂的"), number ? tag(need.answerable ? "会推荐" : "会拒答", need.answerable ? "good" : "bad") : null),
    facts.length ? h("dl", { class: "facts tight" }, facts) : h("p", { class: "card-note" }, "没有读出地区、金额这类要素。"),
    types ? h("p", { class: "card-note" }, `最像的服务事项：${types}`) : null);
}

function hits(answer) {
  if (!answer.results.length) return h("p", { class: "empty" }, "一条也没有找到。");
  return h("ol", { class: "hits", "aria-label": "命中的条目" }, answer.results.map((one, at) => hit(one, at + 1)));
}

function hit(one, number) {
  return h("li", { class: "fig-card hit" },
    h("div", { class: "card-head" }, h("span", { class: "rank" }, String(number)), h("h3", {}, h("a", { href: address("entry", { id: one.item_id }) }, one.name)), tag(kinds[one.kind] || one.kind, "plain"), h("span", { class: "score", "aria-label": `得分 ${figure(one.score)}` }, figure(one.score))),
    h("p", { class: "card-note" }, one.provider && one.provider !== one.name ? `${one.provider} · ${one.item_id}` : one.item_id),
    one.reasons.length ? h("ul", { class: "reasons" }, one.reasons.map((reason) => h("li", {}, reason))) : null,
    one.criteria.length ? h("ul", { class: "criteria", "aria-label": "条件" }, one.criteria.map(criterion)) : null);
}

function criterion(one) {
  const evidence = one.evidence.startsWith(`${one.name}：`) ? one.evidence.slice(one.name.length + 1) : one.evidence;
  const asked = one.question ? `可问：${one.question}` : "";
  return h("li", {}, tag(one.verdict, TONES[one.verdict] || "plain"), h("b", {}, one.name), h("span", {}, [evidence, one.said ? `（企业说：${one.said}）` : "", asked].filter(Boolean).join("　")));
}
