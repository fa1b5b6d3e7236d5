// Knowledge gaps: what was asked and could not be answered, most asked first.

import { ask } from "../door.js";
import { h } from "../dom.js";
import { query } from "../query.js";
import { address, choices, fault, fill, once, pager, table, tag, when } from "./parts.js";

const LIMIT = 20;
const STATES = { open: "还没补上", answered: "已补上" };

export function show(params) {
  const status = params.status === undefined ? "open" : STATES[params.status] ? params.status : "";
  const offset = Math.max(0, Number.parseInt(params.offset, 10) || 0);
  const list = h("div");
  const load = () => fill(list, () => ask("GET", `/api/v1/knowledge-gaps?${query({ status, offset, limit: LIMIT + 1 })}`), (rows) => page(rows, status, offset, load));
  const select = h("select", { id: "gap-state", onchange: (event) => (location.hash = `#gaps?status=${event.target.value}`) }, choices(STATES, status, "全部"));
  load();
  return h("section", { class: "fig-card", "aria-labelledby": "gaps-title" },
    h("div", { class: "card-head" }, h("h2", { id: "gaps-title" }, "知识缺口"), h("label", { class: "card-note", for: "gap-state" }, "状态 ", select)),
    h("p", { class: "card-note" }, "企业问过、目录答不上来的问题，被问得多的在前。补好条目、导入之后，在这里标为已补上；再有人问又答不上来，会自动重新打开。"), list);
}

function page(found, status, offset, load) {
  const rows = found.slice(0, LIMIT);
  if (!rows.length) return h("p", { class: "empty" }, status === "open" ? "没有还没补上的问题。" : "没有记录。");
  const lines = rows.map((row) => [row.question, `${row.asked} 次`, when(row.last_asked_at), state(row), deeds(row, load)]);
  return [table("知识缺口", ["问题", "问过", "最近", "状态", "处理"], lines), pager({ offset, shown: rows.length, limit: LIMIT, more: found.length > LIMIT, unit: "条" }, (at) => `#gaps?${new URLSearchParams({ status, offset: at })}`)];
}

function state(row) {
  if (row.status === "open") return tag("还没补上");
  return [tag("已补上", "good"), row.item_id ? h("a", { href: address("entry", { id: row.item_id }) }, row.item_id) : null];
}

function deeds(row, load) {
  const place = h("div", { class: "deeds" });
  const settle = async (body) => {
    await ask("PATCH", `/api/v1/knowledge-gaps/${row.id}`, body);
    load();
  };
  const plain = () => {
    const reopen = h("button", { type: "button", class: "quiet" }, "重新打开");
    reopen.onclick = once(() => [reopen], () => settle({ status: "open" }).catch((error) => place.append(fault(error))));
    const open = h("button", { type: "button", class: "quiet", "aria-label": `补上了：${row.question}`, onclick: () => answered(place, settle, plain) }, "补上了");
    place.replaceChildren(h("a", { class: "quiet", href: address("test", { text: row.question }) }, "测一测"), row.status === "open" ? open : reopen);
  };
  plain();
  return place;
}

function answered(place, settle, back) {
  const key = h("input", { "aria-label": "答复它的条目编号", maxlength: "64", placeholder: "条目编号，可不填" });
  const save = h("button", { type: "submit", class: "primary" }, "确定");
  const told = h("div");
  const run = once(() => [save], async () => {
    const item = key.value.trim();
    try {
      if (item) await ask("GET", `/api/v1/items/${encodeURIComponent(item)}`);
      await settle({ status: "answered", item_id: item || null });
    } catch (error) {
      told.replaceChildren(fault(error));
    }
  });
  place.replaceChildren(h("form", { class: "deeds", onsubmit: run }, key, save, h("button", { type: "button", class: "quiet", onclick: back }, "不改")), told);
  key.focus();
}
