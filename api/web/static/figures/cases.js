// The cases behind a figure, in a dialog, page by page.

import { cases } from "./client.js";
import { byId, h } from "../dom.js";
import { count } from "./format.js";

const PAGE = 10;
const TIMES = ["set_since", "sent_to", "matched_since", "case_no"]; // filters of what can happen to one demand several times

export async function openCases(title, filters, offset = 0) {
  const dialog = byId("cases");
  const close = h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "关闭");
  const head = h("div", { class: "card-head" }, h("h2", { id: "cases-title" }, title), close);
  show(dialog, head, h("p", { class: "fig-state", role: "status" }, "正在取需求……"));
  try {
    const { rows, total } = await cases({ ...filters, offset, limit: PAGE });
    show(dialog, head, ...page(title, filters, offset, rows, total));
  } catch (error) {
    const again = h("button", { type: "button", class: "quiet", onclick: () => openCases(title, filters, offset) }, "重试");
    show(dialog, head, h("div", { class: "fault", role: "alert" }, error.message, again));
  }
}

function show(dialog, ...children) {
  dialog.replaceChildren(h("div", {}, ...children));
  if (!dialog.open) dialog.showModal();
}

function page(title, filters, offset, rows, total) {
  if (!rows.length) return [h("p", { class: "empty" }, "没有符合的需求。")];
  const turn = (by, name, off) => h("button", { type: "button", class: "quiet", disabled: off, onclick: () => openCases(title, filters, offset + by) }, name);
  return [
    h("div", { class: "case-rows" }, rows.map(line)),
    h("div", { class: "case-foot" }, turn(-PAGE, "上一页", offset === 0), h("span", { role: "status" }, `第 ${offset + 1} 至 ${offset + rows.length} 件，共 ${count(total)} 件`), turn(PAGE, "下一页", offset + PAGE >= total)),
    ...(TIMES.some((name) => name in filters) ? [h("p", { class: "card-note" }, "数字按次计，这里按件列：一件超时、承接或匹配几次，只列一次。")] : []),
  ];
}

function line(row) {
  const facts = [row.status_label, row.window_name, row.institution_name, row.rating ? `${row.rating} 星` : null, row.returns ? `退单 ${row.returns} 次` : null];
  return h("div", { class: "case-row" }, h("p", {}, h("b", {}, row.case_no), row.created_at.slice(0, 10), ...facts.filter(Boolean).map((fact) => h("span", {}, fact))), h("p", {}, row.need));
}
