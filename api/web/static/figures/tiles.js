// The few numbers at the top.

import { openCases } from "./cases.js";
import { figure } from "./client.js";
import { h } from "../dom.js";
import { count, share } from "./format.js";

export function tile(name, value, note, filters) {
  return h("button", { type: "button", class: "tile", disabled: !filters, onclick: () => openCases(name, filters) }, h("span", { class: "tile-name" }, name), h("span", { class: "tile-value" }, value), h("span", { class: "tile-note" }, note));
}

export async function tiles(filters) {
  const [funnel, times, scores, unmet] = await Promise.all(["funnel", "timeliness", "satisfaction", "unmet"].map((name) => figure(name, filters)));
  const step = (key) => funnel.steps.find((one) => one.key === key);
  const submitted = step("submitted");
  const completed = step("completed");
  const done = times.stages.find((stage) => stage.key === "complete");
  return h("div", { class: "tiles" },
    tile("登记需求", count(submitted.count), `派单 ${count(step("dispatched").count)}`, submitted.count && submitted.cases),
    tile("办结", count(completed.count), `占登记 ${share(completed.of_submitted)}`, completed.count && completed.cases),
    tile("办结按时率", share(done.in_time.value), `超时 ${count(done.missed)} 次`, done.missed && done.missed_cases),
    tile("评价率", share(scores.response.value), `${count(scores.rated)}／${count(scores.completed)}`, scores.completed && scores.silent_cases),
    tile("满意率", share(scores.content.value), scores.mean === null ? "还没有评价" : `平均 ${scores.mean.toFixed(2)} 分`, scores.rated && scores.rated_cases),
    tile("未满足", count(unmet.total), `无供给 ${count(unmet.unsupplied)}`, unmet.total && unmet.cases),
  );
}
