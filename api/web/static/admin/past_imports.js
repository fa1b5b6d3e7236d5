// The files that were taken in, and taking one back as a whole.

import { ask } from "../door.js";
import { h } from "../dom.js";
import { query } from "../query.js";
import { LONG_MS, address, confirm, fill, pager, table, tag, when } from "./parts.js";

const LIMIT = 10;

// undone(): what is told of the last import no longer holds
export function past(offset, undone) {
  const list = h("div");
  const again = () => {
    undone();
    reload();
  };
  const reload = () => fill(list, () => ask("GET", `/api/v1/imports?${query({ offset, limit: LIMIT + 1 })}`), (rows) => page(rows, offset, again));
  reload();
  const node = h("section", { class: "fig-card", "aria-labelledby": "past-title" }, h("div", { class: "card-head" }, h("h2", { id: "past-title" }, "导入记录")), list);
  return { node, reload };
}

function page(found, offset, again) {
  const rows = found.slice(0, LIMIT);
  if (!rows.length) return h("p", { class: "empty" }, "还没有导入过文件。");
  const lines = rows.map((row) => [[row.file, h("span", { class: "key" }, `编号 ${row.id}`)], row.actor, when(row.at), told(row), state(row, again)]);
  return [table("导入记录", ["文件", "谁", "时间", "条目", "撤销"], lines), pager({ offset, shown: rows.length, limit: LIMIT, more: found.length > LIMIT, unit: "次" }, (at) => address("import", { offset: at }))];
}

function told(row) {
  const parts = [`新增 ${row.created}`, `更新 ${row.updated}`, `没变 ${row.unchanged}`, row.generated ? `补建机构名 ${row.generated}` : null];
  return parts.filter(Boolean).join("，");
}

function state(row, again) {
  if (row.undone_at) return [tag("已撤销", "bad"), h("span", { class: "key" }, `${row.undone_by} ${when(row.undone_at)}`)];
  const lines = [`${row.file}，${row.actor} ${when(row.at)} 导入。`, `新增的 ${row.created} 条会删掉，更新的 ${row.updated} 条恢复原样。后来有人改过其中任何一条，就什么都不动，并告诉您是哪几条。`];
  const undo = async () => {
    await ask("POST", `/api/v1/imports/${row.id}/undo`, undefined, LONG_MS);
    again();
  };
  return h("button", { type: "button", class: "quiet", "aria-label": `撤销导入 ${row.id}：${row.file}`, onclick: () => confirm(`撤销导入 ${row.id}？`, lines, "撤销整批", undo) }, "撤销");
}
