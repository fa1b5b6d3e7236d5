// One entry with all its fields, and what there is to see to.

import { ask } from "../door.js";
import { h } from "../dom.js";
import { marks } from "./items.js";
import { address, fill, when } from "./parts.js";

export function show(params) {
  const place = h("article", { class: "fig-card" });
  fill(place, () => ask("GET", `/api/v1/maintenance/items/${encodeURIComponent(params.id || "-")}`), page);
  return place;
}

function page(found) {
  const { entry } = found;
  return [
    h("p", { class: "crumbs" }, h("a", { href: address("items", { kind: entry.kind }) }, `目录 · ${found.kind_label}`)),
    h("div", { class: "card-head" }, h("h2", { class: "entry-name" }, entry.name), marks(entry)),
    h("p", { class: "card-note" }, provider(found), `更新于 ${when(entry.updated_at)}`),
    found.marks.length ? h("ul", { class: "todo", "aria-label": "要处理的" }, found.marks.map((mark) => h("li", {}, mark))) : null,
    found.text ? h("p", { class: "lead" }, found.text) : null,
    found.five.length ? part("五公开", found.five) : null,
    found.facts.length ? part(found.five.length ? "其他说明" : "详细信息", found.facts) : null,
    part("维护信息", found.more),
    h("p", { class: "deeds" },
      h("a", { class: "quiet", href: address("test", { text: entry.name }) }, "用名称测一测检索"),
      entry.is_named ? null : h("a", { class: "quiet", href: `/catalogue/${entry.kind}/${encodeURIComponent(entry.id)}`, target: "_blank", rel: "noopener" }, "企业看到的页面")),
  ].filter(Boolean);
}

function provider({ entry, institution }) {
  if (institution) return ["提供单位 ", h("a", { href: address("entry", { id: institution.id }) }, institution.name), " · "];
  return entry.provider && entry.provider !== entry.name ? `提供单位 ${entry.provider} · ` : "";
}

function part(title, facts) {
  const id = `part-${title}`;
  return h("section", { class: "part", "aria-labelledby": id }, h("h3", { id }, title), h("dl", { class: "facts" }, facts.map(fact)));
}

function fact(one) {
  const lines = (tag, from) => h(tag, {}, from.map((line) => h("li", {}, line)));
  const told = one.steps.length ? lines("ol", one.steps) : one.points.length ? lines("ul", one.points) : one.text;
  return h("div", { "data-untold": one.told ? null : "true" }, h("dt", {}, one.label), h("dd", {}, told));
}
