// Tables that can be sorted and whose numbers open to the cases behind them.

import { h } from "../dom.js";
import { openCases } from "./cases.js";
import { band, count as format, share } from "./format.js";

export const opening = (text, filters, title) =>
  filters ? h("button", { type: "button", class: "open", onclick: () => openCases(title, filters), "aria-label": `${title}：${text}，查看需求` }, text) : text;

// A number beside others of its row: it opens, unless it is nought.
export const number = (count, filters, title) => opening(format(count), count ? filters : null, title);

export function part(value, filters, title) {
  const shown = opening(share(value.value), value.of ? filters : null, title);
  return [shown, value.small && value.of ? h("span", { class: "tag", title: "样本少，不作评比" }, "样本少") : null, value.of ? h("span", { class: "band" }, ` ${band(value)}`) : null];
}

// columns: [{name, cell(row), value(row)?, text?}]
export function table(caption, columns, rows) {
  const body = h("tbody");
  const head = columns.map((column, at) => h("th", { scope: "col", class: column.text ? "text" : null }, column.value ? h("button", { type: "button", class: "sort", onclick: () => sort(at) }, column.name) : column.name));
  const fill = (ordered) => body.replaceChildren(...ordered.map((row) => line(columns, row)));
  function sort(at) {
    const down = head[at].getAttribute("aria-sort") !== "descending";
    head.forEach((cell) => cell.removeAttribute("aria-sort"));
    head[at].setAttribute("aria-sort", down ? "descending" : "ascending");
    const value = (row) => columns[at].value(row) ?? -Infinity;
    fill([...rows].sort((a, b) => (down ? 1 : -1) * (value(b) > value(a) ? 1 : value(b) < value(a) ? -1 : 0)));
  }
  fill(rows);
  return h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": caption }, h("table", { class: "rows" }, h("caption", {}, caption), h("thead", {}, h("tr", {}, head)), body));
}

function line(columns, row) {
  return h("tr", {}, columns.map((column, at) => h(at ? "td" : "th", at ? { class: column.text ? "text" : null } : { scope: "row" }, column.cell(row))));
}
