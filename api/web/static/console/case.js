/** A case: how it stands, what may be done next, and everything that was done. */

import { post } from "./client.js";
import { CHANNELS, clock, due, KINDS, STEPS } from "./format.js";
import { Helpers } from "./helpers.js";
import { Past } from "./past.js";
import { Act, Facts, Loaded, Section, Tag } from "./parts.js";
import { Fragment, h } from "./react.js";

const DISPATCHED = ["dispatched", "accepted", "in_service"];
const RATEABLE = ["completed", "rated", "closed"];
const OVER = [...RATEABLE, "cancelled"];
const STAGES = { dispatch: "派单", accept: "受理", complete: "办结" };

function Steps({ desk, row }) {
  const open = (dialog) => desk.set({ dialog });
  const steps = row.steps.filter((step) => step.to !== "dispatched");
  const canDispatch = row.steps.some((step) => step.to === "dispatched") || row.status === "dispatched";
  const deed = (step, i) =>
    h(Act, { key: step.to, tone: i === 0 && !canDispatch ? "main" : "plain", keys: i === 0 ? "S" : undefined, "data-act": i === 0 ? "step" : undefined, onClick: () => open({ name: "step", of: row, step }) }, STEPS[step.to] || step.label);
  return h(
    "div",
    { className: "c-acts" },
    canDispatch && h(Act, { icon: "pass", tone: "main", keys: "D", "data-act": "dispatch", onClick: () => open({ name: "dispatch", of: row }) }, DISPATCHED.includes(row.status) ? "改派" : "派单"),
    steps.map(deed),
    row.waiting_since
      ? h(Act, { onClick: () => open({ name: "resume", of: row }) }, "企业已补充")
      : row.due_at && h(Act, { onClick: () => open({ name: "wait", of: row }) }, "等企业补充"),
    row.status === "merged"
      ? h(Act, { icon: "back", onClick: () => open({ name: "unmerge", of: row }) }, "撤销合并")
      : !OVER.includes(row.status) && h(Act, { onClick: () => open({ name: "supervise", of: row }) }, "督办"),
    RATEABLE.includes(row.status) && h(Act, { "data-act": "rate", onClick: () => open({ name: "rate", of: row }) }, row.rating ? "改评价" : "记评价"),
    RATEABLE.includes(row.status) && h(Act, { "data-act": "rating-link", onClick: () => open({ name: "rating-link", path: `/demands/${row.case_no}/rating-link` }) }, "评价链接"),
    h(Act, { icon: "notes", keys: "E", "data-act": "note", onClick: () => open({ name: "case-note", of: row }) }, "备注"),
  );
}

function Head({ desk, row }) {
  const deadline = due(row);
  return h(
    "header",
    { className: "c-work-head" },
    h(
      "div",
      null,
      h("h2", null, row.need),
      h("p", { className: "c-soft" }, h("b", { className: "c-number" }, row.case_no), h(Tag, { tone: "good" }, row.status_label), deadline && h(Tag, { tone: deadline.tone }, deadline.text), row.supervised_at && h(Tag, { tone: "late" }, "督办中"), row.urgent && h(Tag, { tone: "late" }, "急")),
    ),
    h(Steps, { desk, row }),
  );
}

/** Cases that may be the same one told twice; a person decides, and can take it back. */
export function Duplicates({ desk, row }) {
  if (!row.duplicates.length) return null;
  const line = (other, i) =>
    h(
      "li",
      { key: other.case_no, className: "c-twin" },
      h("button", { type: "button", className: "c-line-row", onClick: () => desk.openIt("case", other.case_no) }, h("span", null, other.need), h("span", { className: "c-soft" }, other.case_no), h(Tag, null, other.status_label)),
      h("p", { className: "c-soft" }, other.reasons.join("；")),
      other.in_hand && row.status !== "merged" && h(Act, { icon: "pass", keys: i ? undefined : "M", "data-act": i ? undefined : "merge", onClick: () => desk.set({ dialog: { name: "merge", of: row, into: other } }) }, "并入这件"),
    );
  return h(Section, { title: "可能重复", count: row.duplicates.length }, h("ul", { className: "c-shown" }, row.duplicates.map(line)));
}

/** On to how the institution does and what it offers; it opens beside the desk, where a call may come in meanwhile. */
const institutionLink = (row) => row.institution && row.institution_name && h("a", { href: `/institutions/${encodeURIComponent(row.institution)}`, target: "_blank", rel: "noopener", title: "这家机构的情况（另开一页）" }, row.institution_name);

export function CaseFacts({ desk, row }) {
  return h(
    Fragment,
    null,
    h(Facts, {
      rows: [
        ["企业", row.company], ["联系人", row.contact], ["电话", row.phone], ["经办窗口", row.window_name],
        ["承办机构", institutionLink(row)], ["经办坐席", row.handler], ["来源", CHANNELS[row.channel]], ["登记", clock(row.created_at)],
        ["评价", row.rating && `${row.rating} 分`], ["退单", row.returns ? `${row.returns} 次` : ""],
      ],
    }),
    row.phone && h(Act, { icon: "eye", keys: "P", "data-act": "reveal", onClick: () => desk.set({ dialog: { name: "reveal", path: `/demands/${row.case_no}/reveal` } }) }, "看电话"),
  );
}

const STILL_OPEN = ["matched", "no_match", "dispatched", "returned", "reopened"];

function Shown({ desk, row }) {
  if (!row.shown.length) return h("p", { className: "c-soft" }, "当时没有给出合适的服务。");
  const chosen = new Set(row.chosen.map((one) => one.item_id));
  const canChoose = row.steps.length > 0 && STILL_OPEN.includes(row.status);
  const choose = (item) => desk.act("choose", () => post(`/demands/${row.case_no}/choices`, { item_ids: [item.item_id], version: row.version }), "已记下企业的选择");
  return h(
    "ul",
    { className: "c-shown" },
    row.shown.map((item) =>
      h("li", { key: item.item_id }, h(Tag, { tone: chosen.has(item.item_id) ? "good" : "calm" }, chosen.has(item.item_id) ? "企业选了" : KINDS[item.kind]), h("b", null, item.name), h("span", { className: "c-soft" }, item.provider), canChoose && !chosen.has(item.item_id) && h("button", { type: "button", className: "c-view c-choose", onClick: () => choose(item) }, "企业选它", h("span", { className: "offscreen" }, `：${item.name}`))),
    ),
  );
}

function Deadlines({ rows }) {
  if (!rows.length) return null;
  const line = (row, i) => {
    const state = row.ended_at ? (row.met === false ? "超时办成" : row.met ? "按时办成" : "作废") : row.paused ? "暂停中" : "计时中";
    return h("li", { key: i }, h("b", null, STAGES[row.stage]), h(Tag, { tone: row.met === false ? "late" : row.ended_at ? "good" : "soon" }, state), row.due_at && h("span", { className: "c-soft" }, `期限 ${clock(row.due_at)}${row.calendar_known ? "" : "（这一年的放假安排还没公布，只按周末和固定节日算）"}`));
  };
  return h(Section, { title: "时限（只算工作时间）" }, h("ul", { className: "c-shown" }, rows.map(line)));
}

export function Case({ desk, state }) {
  return h(Loaded, {
    of: state.detail,
    onRetry: () => desk.readDetail(),
    ghosts: 6,
    children: (row) =>
      h(
        Fragment,
        null,
        h(Head, { desk, row }),
        h("div", { className: "c-case", tabIndex: 0, role: "region", "aria-label": "办件内容" }, h(Section, { title: row.channel === "hotline" ? "匹配到的" : "给企业看过的" }, h(Shown, { desk, row })), h(Helpers, { desk, row }), h(Deadlines, { rows: row.deadlines }), h(Past, { rows: row.history })),
      ),
  });
}
