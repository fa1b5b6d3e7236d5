/** 协办: who was asked to help with a case, since when, where it stands, and what may be answered for each. */

import { clock } from "./format.js";
import { Act, Section, Tag } from "./parts.js";
import { Fragment, h } from "./react.js";

const TONES = { open: "soon", accepted: "good", done: "good", returned: "late" };
const OVER = ["completed", "rated", "closed", "cancelled", "merged"];

export function helperName(row) {
  return row.institution_name || row.window_name;
}

function Helper({ desk, of, row }) {
  const answer = (one) =>
    h(Act, { key: one.to, "data-act": `help-${one.to}`, onClick: () => desk.set({ dialog: { name: "help-answer", of, help: row, answer: one } }) }, one.label, h("span", { className: "offscreen" }, `：${helperName(row)}`));
  return h(
    "li",
    null,
    h("b", null, helperName(row)),
    h(Tag, { tone: TONES[row.state] || "calm" }, row.state_label),
    h("span", { className: "c-soft" }, `${clock(row.at)} 由 ${row.by} 请协办${row.answered_at ? `，${clock(row.answered_at)} 答复` : ""}`),
    row.note && h("span", { className: "c-soft" }, `交代：${row.note}`),
    row.answer && h("span", null, row.answer),
    row.answers.map(answer),
  );
}

export function Helpers({ desk, row }) {
  const rows = row.dispatches.filter((one) => one.role === "co");
  const canAsk = row.steps.length > 0 && !OVER.includes(row.status);
  if (!rows.length && !canAsk) return null;
  return h(
    Section,
    { title: "协办", count: rows.length },
    h(
      Fragment,
      null,
      rows.length > 0 && h("ul", { className: "c-shown" }, rows.map((one) => h(Helper, { key: one.id, desk, of: row, row: one }))),
      canAsk && h("div", { className: "c-acts" }, h(Act, { "data-act": "ask-help", onClick: () => desk.set({ dialog: { name: "ask-help", of: row } }) }, "请协办")),
    ),
  );
}
