// Cards on demands: over time, by category, place, trade and channel, the funnel, and what was not met.

import { details } from "./card.js";
import { openCases } from "./cases.js";
import { draw } from "./charts.js";
import { h } from "../dom.js";
import { count, share } from "./format.js";
import { number, opening, table } from "./tables.js";

const MOST_BARS = 14;

const measure = (title, name, opens) => ({ name: title, cell: (row) => number(row[name], { ...row.cases, ...opens[name] }, `${row.name}${title}`), value: (row) => row[name] });

const columns = (name, opens) => [
  { name, cell: (row) => row.name, value: (row) => row.name },
  { name: "需求", cell: (row) => opening(count(row.count), row.count ? row.cases : null, row.name), value: (row) => row.count },
  { name: "占比", cell: (row) => share(row.share), value: (row) => row.share },
  measure("派单", "dispatched", opens),
  measure("办结", "completed", opens),
  measure("评价", "rated", opens),
];

export function counted(title, name, shape) {
  return (data) => {
    if (!data.total) return { nodes: [] };
    const cells = shape.line ? data.cells : data.cells.slice(0, MOST_BARS);
    const chart = h("div", { class: shape.lying && cells.length > 8 ? "chart tall" : "chart", role: "img", "aria-label": `${title}，数字见下方表格` });
    const series = [{ name: "需求（件）", values: cells.map((cell) => cell.count) }];
    if (shape.line) series.push({ name: "办结（件）", values: cells.map((cell) => cell.completed) });
    const open = (at) => openCases(`${title}：${cells[at].name}`, cells[at].cases);
    return { nodes: [chart, details("表格", table(title, columns(name, data.opens), data.cells))], after: () => draw(chart, { names: cells.map((cell) => cell.name), series, open, ...shape }) };
  };
}

const one = (title, name, by, shape) => ({ title, figure: "demands", ask: { by }, show: counted(title, name, shape) });

function funnel(data) {
  const steps = data.steps;
  if (!steps.some((step) => step.count)) return { nodes: [] };
  const chart = h("div", { class: "chart", role: "img", "aria-label": "从对话到评价，数字见下方表格" });
  const rows = [...steps, ...data.left.map((left) => ({ ...left, of_submitted: left.share }))];
  const shown = table("从对话到评价", [
    { name: "环节", cell: (row) => row.name },
    { name: "数量", cell: (row) => opening(count(row.count), row.count ? row.cases : null, row.name) },
    { name: "占登记", cell: (row) => share(row.of_submitted) },
  ], rows);
  const open = (at) => steps[at].cases && openCases(steps[at].name, steps[at].cases);
  return { nodes: [chart, details("表格，以及中途离开的", shown)], after: () => draw(chart, { names: steps.map((step) => step.name), series: [{ name: "数量", values: steps.map((step) => step.count) }], lying: true, open }) };
}

function unmet(data) {
  if (!data.total) return { nodes: [] };
  const note = h("p", { class: "card-note" }, "未满足 ", opening(count(data.total), data.cases, "未满足的需求"), " 件，其中目录里没有供给的 ", number(data.unsupplied, data.unsupplied_cases, "没有供给的需求"), " 件。按地区和行业集中的在前，可作服务对接会议题。");
  const rows = table("未满足的需求：地区与行业", [
    { name: "地区与行业", cell: (row) => `${row.region_name} · ${row.section_name}` },
    { name: "件数", cell: (row) => opening(count(row.count), row.cases, `${row.region_name}${row.section_name}未满足`), value: (row) => row.count },
    { name: "无供给", cell: (row) => number(row.unsupplied, row.unsupplied_cases, `${row.region_name}${row.section_name}没有供给`), value: (row) => row.unsupplied },
    { name: "主要类别", text: true, cell: (row) => row.categories.flatMap((one, at) => [at ? "、" : "", `${one.name} `, number(one.count, one.cases, `${row.region_name}${row.section_name}${one.name}未满足`)]) },
  ], data.cells);
  return { nodes: [note, rows] };
}

export const demandCards = [
  { ...one("需求走势", "时间", "month", { line: true }), wide: true },
  one("按服务类别", "类别", "category", { lying: true }),
  { title: "从对话到评价", figure: "funnel", show: funnel },
  one("按地区", "地区", "city", { lying: true }),
  one("按行业", "行业", "section", { lying: true }),
  one("按渠道", "渠道", "channel", {}),
  { title: "未满足的需求", figure: "unmet", show: unmet, empty: "这段时间的需求都有了着落。" },
];

export const steps = { month: "按月", week: "按周", day: "按日", quarter: "按季" };
export const places = { province: "省", city: "市州", county: "县市区" };
