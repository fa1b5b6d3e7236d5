// The index: what is in use, whether it agrees with the catalogue, what it could go back to.

import { ask } from "../door.js";
import { h } from "../dom.js";
import { fill, table, tag, when } from "./parts.js";

const ROLES = { current: ["在用", "good"], previous: ["可退回", "open"] };

export function show() {
  const place = h("div", { class: "stack" });
  const load = () => fill(place, () => ask("GET", "/api/v1/maintenance/index"), (found) => [standing(found, load), saved(found.saved)]);
  load();
  return place;
}

function verdict(found) {
  if (found.fault) return ["bad", `更新索引时出错：${found.fault}`];
  if (found.building) return ["open", "正在后台更新索引，更新完以前用旧的检索。"];
  return found.in_step ? ["good", "索引和目录一致。"] : ["bad", "索引和目录不一致，正在自动重建；过一会儿再看。"];
}

function standing(found, again) {
  const [tone, told] = verdict(found);
  const facts = [["索引版本", found.index_version], ["向量模型", found.model_version], ["索引里", `${found.indexed_items ?? "—"} 条`], ["目录里可检索的", `${found.items ?? "—"} 条`], ["跟到目录版本", `${found.indexed_catalogue_version ?? "—"}，目录现在 ${found.catalogue_version ?? "—"}`]];
  return h("section", { class: "fig-card", "aria-labelledby": "index-title" },
    h("div", { class: "card-head" }, h("h2", { id: "index-title" }, "在用的索引"), h("button", { type: "button", class: "quiet", onclick: again }, "再看一次")),
    h("p", { class: "note", "data-tone": tone, role: "status" }, told),
    h("dl", { class: "facts tight" }, facts.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value || "—")))));
}

function saved(rows) {
  const lines = rows.map((row) => [row.name, when(row.built_at), `${row.items ?? "—"} 条`, row.model_version || "—", row.role ? tag(...ROLES[row.role]) : "另建备用"]);
  return h("section", { class: "fig-card", "aria-labelledby": "saved-title" },
    h("div", { class: "card-head" }, h("h2", { id: "saved-title" }, "已保存的索引")),
    h("p", { class: "card-note" }, "换索引由管理员在服务器上做：qifu index rollback 退回上一个，qifu index switch 名称 换成指定的，qifu reindex 重建。"),
    lines.length ? table("已保存的索引", ["名称", "建于", "条目", "模型", "用途"], lines) : h("p", { class: "empty" }, "还没有保存过索引。"));
}
