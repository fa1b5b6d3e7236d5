// The page of figures: who is not signed in signs in, then every card loads by itself.

import { build as buildBulletin } from "./bulletin.js";
import { card } from "./card.js";
import { clear } from "./charts.js";
import { isKept } from "./client.js";
import { demandCards, places, steps } from "./demand_cards.js";
import { byId, h } from "../dom.js";
import { build as buildFilters, current } from "./filters.js";
import { door } from "./login.js";
import { serviceCards } from "./service_cards.js";
import { tiles } from "./tiles.js";

const main = byId("main");
const { signIn, fail } = door("登录后查看统计", start, ["filters", "bulletin", "leave"]);

function dimension(id, name, options, value, change) {
  return h("label", { class: "card-note", for: id }, `${name} `, h("select", { id, onchange: (event) => change(event.target.value) }, Object.entries(options).map(([key, text]) => h("option", { value: key, selected: key === value }, text))));
}

function withControls(what) {
  const by = what.ask?.by;
  if (by !== "month" && by !== "city") return what;
  const [id, options] = by === "month" ? ["step", steps] : ["place", places];
  return { ...what, id, options, by };
}

function made(what, filters) {
  const known = withControls(what);
  let self = null;
  const controls = known.id ? dimension(known.id, "粒度", known.options, known.by, (value) => self.load({ by: value })) : null;
  self = card({ ...known, controls }, filters, signIn);
  return self;
}

async function show() {
  const filters = current();
  byId("period").textContent = `${filters.since} 至 ${filters.until}`;
  clear();
  const top = await tiles(filters);
  const cards = [...demandCards, ...serviceCards].map((what) => made(what, filters));
  main.replaceChildren(top, h("div", { class: "cards" }, cards));
  await Promise.all(cards.map((one) => one.load()));
}

async function start() {
  main.replaceChildren(h("p", { class: "fig-state", role: "status" }, "正在统计……"));
  try {
    await buildFilters(start);
    buildBulletin(fail);
    byId("leave").hidden = !isKept();
    await show();
  } catch (error) {
    fail(error);
  }
}

byId("leave").addEventListener("click", () => signIn());
if (window.echarts) start();
else main.replaceChildren(h("p", { class: "fig-state" }, "页面文件不完整：缺少图表程序，请运行 make setup。"));
