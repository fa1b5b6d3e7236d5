/** An appeal and a wish to be called back. */

import { post } from "./client.js";
import { APPEAL_STEPS, clock, since } from "./format.js";
import { Past } from "./past.js";
import { Act, Empty, Facts, Loaded, Section, Tag } from "./parts.js";
import { Fragment, h } from "./react.js";

const RATEABLE = ["answered", "closed"];
const ARRIVED = ["delivered", "reached"];

function AppealBody({ desk, row }) {
  const step = ({ to, label, note }, i) =>
    h(Act, { key: to, tone: i ? "plain" : "main", keys: i ? undefined : "S", "data-act": i ? undefined : "step", onClick: () => desk.set({ dialog: { name: "appeal", of: row, to, label, note } }) }, row.status === to ? "改交" : APPEAL_STEPS[to] || label);
  return h(
    Fragment,
    null,
    h(
      "header",
      { className: "c-work-head" },
      h("div", null, h("h2", null, row.slots.appeal_object || "诉求"), h("p", { className: "c-soft" }, h("b", { className: "c-number" }, row.case_no), h(Tag, { tone: row.status === "submitted" ? "soon" : "good" }, row.status_label), clock(row.created_at))),
      h("div", { className: "c-acts" }, row.steps.map(step), RATEABLE.includes(row.status) && h(Act, { "data-act": "rating-link", onClick: () => desk.set({ dialog: { name: "rating-link", path: `/appeals/${row.case_no}/rating-link` } }) }, "评价链接"), h(Act, { icon: "notes", keys: "E", "data-act": "note", onClick: () => desk.set({ dialog: { name: "appeal-note", of: row } }) }, "备注")),
    ),
    h(
      "div",
      { className: "c-case", tabIndex: 0, role: "region", "aria-label": "诉求内容" },
      h(Section, { title: "事情经过" }, h("p", { className: "c-story" }, row.slots.appeal_detail)),
      row.slots.appeal_expect && h(Section, { title: "希望" }, h("p", { className: "c-story" }, row.slots.appeal_expect)),
      row.unit && h(Section, { title: "承办单位" }, h("p", { className: "c-story" }, row.unit)),
      row.result && h(Section, { title: "答复" }, h("p", { className: "c-story" }, row.result)),
      h(Past, { rows: row.history }),
    ),
  );
}

export function Appeal({ desk, state }) {
  return h(Loaded, { of: state.detail, onRetry: () => desk.readDetail(), ghosts: 5, children: (row) => h(AppealBody, { desk, row }) });
}

export function AppealFacts({ desk, row }) {
  if (row.anonymous) return h("p", { className: "c-soft" }, "匿名反映，没有留联系方式。");
  return h(
    Fragment,
    null,
    h(Facts, { rows: [["联系人", row.contact], ["电话", row.phone], ["企业", row.slots.company]] }),
    row.phone && h(Act, { icon: "eye", keys: "P", "data-act": "reveal", onClick: () => desk.set({ dialog: { name: "reveal", path: `/appeals/${row.case_no}/reveal` } }) }, "看电话"),
  );
}

export function CallBack({ desk, state }) {
  const row = state.detail.data;
  if (!row) return h(Empty, { icon: "check", title: state.detail.error || "正在取" });
  const isMine = row.assigned_to === desk.me;
  const take = () => desk.act("take", () => post(`/call-backs/${row.id}/take`), "已领到名下");
  const open = (name) => () => desk.set({ dialog: { name, of: row } });
  return h(
    Fragment,
    null,
    h(
      "header",
      { className: "c-work-head" },
      h("div", null, h("h2", null, row.reason_label), h("p", { className: "c-soft" }, h(Tag, { tone: "soon" }, `等了 ${since(row.created_at)}`), row.case_no && h("b", { className: "c-number" }, row.case_no), row.assigned_to && `${isMine ? "我" : row.assigned_to}领着`)),
      h(
        "div",
        { className: "c-acts" },
        !isMine && h(Act, { icon: "person", keys: "T", "data-act": "take", onClick: take }, "领"),
        h(Act, { icon: "eye", keys: "P", "data-act": "reveal", onClick: () => desk.set({ dialog: { name: "reveal", path: `/call-backs/${row.id}/reveal` } }) }, "看号码"),
        h(Act, { icon: "check", tone: "main", keys: "S", "data-act": "step", onClick: open("called-back") }, "已回电"),
        h(Act, { onClick: open("call-missed") }, "没打通"),
        h(Act, { onClick: open("put-off") }, "改时间"),
      ),
    ),
    h(
      "div",
      { className: "c-case", tabIndex: 0, role: "region", "aria-label": "回电内容" },
      h(Section, { title: "回给谁" }, h(Facts, { rows: [["号码", row.phone || "没留号码，请在对话里回"], ["编号", row.case_no], ["登记", clock(row.created_at)], ["改到", row.next_at && clock(row.next_at)]] })),
      row.note && h(Section, { title: "企业说" }, h("p", { className: "c-story" }, row.note)),
      h("div", { className: "c-acts" }, row.conversation_id && h(Act, { icon: "talks", onClick: () => desk.openIt("talk", row.conversation_id) }, "看对话"), row.case_no && row.case_no.startsWith("XQ") && h(Act, { icon: "cases", onClick: () => desk.openIt("case", row.case_no) }, "看办件")),
    ),
  );
}

function FollowBody({ desk, row }) {
  const isMine = row.assigned_to === desk.me;
  const take = () => desk.act("take", () => post(`/follow-ups/${row.id}/take`), "已领到名下");
  const open = (name) => () => desk.set({ dialog: { name, of: row } });
  const isOver = Boolean(row.ended_at);
  return h(
    Fragment,
    null,
    h(
      "header",
      { className: "c-work-head" },
      h("div", null, h("h2", null, `${row.kind_label}：${row.need}`), h("p", { className: "c-soft" }, h("b", { className: "c-number" }, row.case_no), h(Tag, { tone: isOver ? "calm" : "soon" }, row.status_label), row.assigned_to && `${isMine ? "我" : row.assigned_to}领着`)),
      !isOver &&
        h(
          "div",
          { className: "c-acts" },
          !isMine && h(Act, { icon: "person", keys: "T", "data-act": "take", onClick: take }, "领"),
          h(Act, { icon: "eye", keys: "P", "data-act": "reveal", onClick: () => desk.set({ dialog: { name: "reveal", path: `/demands/${row.case_no}/reveal` } }) }, "看电话"),
          h(Act, { icon: "phone", tone: "main", keys: "S", "data-act": "step", onClick: open("reached") }, "打通了"),
          h(Act, { onClick: open("not-reached") }, "没打通"),
          h(Act, { onClick: open("replan") }, "改时间"),
          h(Act, { onClick: open("skip") }, "跳过"),
        ),
    ),
    h(
      "div",
      { className: "c-case", tabIndex: 0, role: "region", "aria-label": "回访内容" },
      h(Section, { title: "可以这样问" }, h("p", { className: "c-read-out" }, row.line), row.question && h("p", { className: "c-ask" }, h("span", null, "要问的是：", h("b", null, row.question)))),
      row.also.length > 0 && h(Section, { title: "同一个电话一起问", count: row.also.length }, h("ul", { className: "c-shown" }, row.also.map((one) => h("li", { key: one.id }, h("button", { type: "button", className: "c-line-row", onClick: () => desk.openIt("follow_up", String(one.id)) }, h("span", null, one.line), h("span", { className: "c-soft" }, one.case_no), h(Tag, null, one.kind_label), one.checked === false && h(Tag, { tone: "soon" }, "同号码，未核对")))))),
      h(Section, { title: "情况" }, h(Facts, { rows: [["联系人", row.contact], ["电话", row.phone], ["短信", row.sms_trouble], ["该问的时间", clock(row.due_at)], ["回复", row.answer], ["评分", row.score && `${row.score} 分`], ["结果", row.ended_why]] })),
      row.attempts.length > 0 && h(Section, { title: "试过", count: row.attempts.length }, h("ul", { className: "c-shown" }, row.attempts.map((one) => h("li", { key: one.id }, h(Tag, { tone: ARRIVED.includes(one.status) ? "good" : one.status === "failed" ? "late" : "calm" }, one.status_label), h("b", null, one.channel_label), h("time", { className: "c-soft" }, clock(one.created_at)), (one.error || one.text) && h("p", { className: "c-soft c-tried" }, one.error || one.text))))),
      h("div", { className: "c-acts" }, h(Act, { icon: "cases", onClick: () => desk.openIt("case", row.case_no) }, "看办件")),
    ),
  );
}

export function FollowUp({ desk, state }) {
  return h(Loaded, { of: state.detail, onRetry: () => desk.readDetail(), ghosts: 5, children: (row) => h(FollowBody, { desk, row }) });
}
