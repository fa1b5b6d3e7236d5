// The catalogue: by kind, words and state, page by page.

import { pageOf } from "../door.js";
import { h } from "../dom.js";
import { query } from "../query.js";
import { address, choices, fill, kinds, pager, states, table, tag } from "./parts.js";

const LIMIT = 20;

export function show(params) {
  const asked = { kind: kinds[params.kind] ? params.kind : "service", search: params.search || "", state: states[params.state] ? params.state : "" };
  const offset = Math.max(0, Number.parseInt(params.offset, 10) || 0);
  const list = h("div");
  const path = `/api/v1/maintenance/items?${query({ ...asked, offset, limit: LIMIT })}`;
  fill(list, () => pageOf(path), ({ rows, total }) => page(asked, offset, rows, total));
  return h("section", { class: "fig-card", "aria-label": "目录" }, filters(asked), list);
}

function filters(asked) {
  const kind = h("select", { id: "kind" }, choices(kinds, asked.kind));
  const state = h("select", { id: "state" }, choices(states, asked.state, "全部"));
  const search = h("input", { id: "search", type: "search", maxlength: "100", value: asked.search, placeholder: "名称、提供单位、编号" });
  const go = (event) => {
    event.preventDefault();
    location.hash = address("items", { kind: kind.value, search: search.value.trim(), state: state.value });
  };
  [kind, state].forEach((one) => one.addEventListener("change", go));
  const label = (made, name) => h("label", { for: made.id }, name, made);
  return h("form", { class: "finding", role: "search", "aria-label": "找条目", onsubmit: go }, label(kind, "种类"), label(search, "查找"), label(state, "状态"), h("button", { type: "submit", class: "primary" }, "查找"));
}

function page(asked, offset, rows, total) {
  if (!rows.length) return h("p", { class: "empty" }, offset ? "这一页没有条目了。" : "没有符合的条目。换个说法，或者把状态改成“全部”。");
  const lines = rows.map((row) => [
    [h("a", { href: address("entry", { id: row.id }) }, row.name), h("span", { class: "key" }, row.id)],
    row.provider && row.provider !== row.name ? row.provider : "—",
    row.category || "—",
    row.regions || "—",
    row.valid_until || "—",
    marks(row),
  ]);
  return [
    h("p", { class: "card-note", role: "status" }, `共 ${total} 条`),
    table("目录条目", ["名称", "提供单位", "类别", "服务地区", "有效期至", "状态"], lines),
    pager({ offset, shown: rows.length, limit: LIMIT, more: offset + rows.length < total, total, unit: "条" }, (at) => address("items", { ...asked, offset: at })),
  ];
}

export function marks(row) {
  return h("span", { class: "marks" },
    tag(row.state_label, row.state === "valid" ? "good" : row.state === "expired" ? "bad" : "open"),
    row.missing.length ? tag(`缺${row.missing.length}项公开`) : null,
    row.is_named ? tag("只有名称") : null);
}
