/** What was done with a case or an appeal, newest first. */

import { clock } from "./format.js";
import { Section } from "./parts.js";
import { h } from "./react.js";

const ACTIONS = {
  move: "", route: "分到", reassign: "改派", escalate: "上报", co_handle: "请协办", co_accept: "接受协办", co_return: "无法协办", co_done: "协办完成", supervise: "督办", pause: "等企业补充",
  resume: "继续计时", unask: "补充提问已关闭", note: "备注", choose: "企业选了", rematch: "重新匹配", merge: "并入", unmerge: "撤销合并", transfer: "转交", rate: "评价",
};
const ACTORS = { bot: "智能助手", system: "系统", enterprise: "企业" };

function Line({ row }) {
  const what = ACTIONS[row.action] || row.to_label;
  return h(
    "li",
    null,
    h("time", null, clock(row.at)),
    h("div", null, h("p", null, h("b", null, what), row.target_name && row.action !== "choose" && ` ${row.target_name}`, h("span", { className: "c-soft" }, ` ${ACTORS[row.actor] || row.actor}`)), row.reason && h("p", { className: "c-soft" }, row.reason)),
  );
}

export function Past({ rows }) {
  return h(Section, { title: "办理经过", count: rows.length }, h("ol", { className: "c-past" }, [...rows].reverse().map((row, i) => h(Line, { key: i, row }))));
}
