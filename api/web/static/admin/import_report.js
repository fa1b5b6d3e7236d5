// What an import did, or would do: how many, which, and what is wrong where.

import { h } from "../dom.js";
import { address, kinds, table, tag } from "./parts.js";

export function report(found) {
  const parts = [headline(found), counts(found)];
  if (found.fault_count) parts.push(faults(found));
  if (found.changes.length) parts.push(changes(found));
  if (found.institutions_generated.length) parts.push(generated(found));
  return h("div", { class: "stack" }, parts);
}

function headline(found) {
  const nothing = !found.created && !found.updated && !found.institutions_generated.length;
  if (found.fault_count) return h("p", { class: "note", "data-tone": "bad", role: "alert" }, `有 ${found.fault_count} 处不合格，什么都不会导入。改好文件，重新选一次再试。`);
  if (!found.dry_run) return h("p", { class: "note", "data-tone": "good" }, nothing ? "导入完成，和目录里的一样，没有变化。" : `导入完成，编号 ${found.import_id}，马上能检索到。`);
  return h("p", { class: "note", "data-tone": nothing ? "open" : "good" }, nothing ? "和目录里的一样，没有要导入的。" : "检查通过，还没有写入。没问题就点“正式导入”。");
}

function counts(found) {
  const would = found.dry_run ? "会" : "已";
  const shown = [[`${would}新增`, found.created], [`${would}更新`, found.updated], ["没有变化", found.unchanged], [`${would}补建机构名`, found.institutions_generated.length], ["跳过的样例行", found.examples_skipped]];
  return h("dl", { class: "counts" }, shown.filter(([, count], at) => at < 3 || count).map(([name, count]) => h("div", {}, h("dt", {}, name), h("dd", {}, String(count)))));
}

function faults(found) {
  const rows = found.faults.map((one) => [one.sheet, one.row ? `第 ${one.row} 行` : "整张表", one.column || "整行", one.message]);
  const left = found.fault_count - found.faults.length;
  return h("section", {}, h("h3", {}, "不合格的地方"), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "不合格的地方" }, table("不合格的地方", ["工作表", "行", "列", "问题"], rows)), left ? h("p", { class: "card-note" }, `还有 ${left} 处没有列出。`) : null);
}

function changes(found) {
  const name = (one) => (found.dry_run && one.is_new ? one.name : h("a", { href: address("entry", { id: one.id }) }, one.name));
  const rows = found.changes.map((one) => [[name(one), h("span", { class: "key" }, one.id)], kinds[one.kind], one.is_new ? tag("新增", "good") : tag("更新"), one.is_new ? "—" : one.columns.join("、") || "—"]);
  const left = found.created + found.updated + found.institutions_generated.length - found.changes.length;
  return h("section", {}, h("h3", {}, found.dry_run ? "会变的条目" : "变了的条目"), h("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "变动" }, table("变动", ["名称", "种类", "变动", "改了哪几列"], rows)), left > 0 ? h("p", { class: "card-note" }, `还有 ${left} 条没有列出。`) : null);
}

const generated = (found) => h("p", { class: "card-note" }, `提到了目录里没有的单位，${found.dry_run ? "会" : "已"}按名称补建：${found.institutions_generated.slice(0, 10).join("、")}${found.institutions_generated.length > 10 ? "等" : ""}。`);
