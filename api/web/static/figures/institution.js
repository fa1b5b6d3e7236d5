// The page of one institution: one answer of the service, shown as tiles and cards.

import { panel } from "./card.js";
import { clear } from "./charts.js";
import { institution, isKept } from "./client.js";
import { byId, h } from "../dom.js";
import { asked, build as buildFilters, current } from "./filters.js";
import { cardsOf, tilesOf } from "./institution_cards.js";
import { door } from "./login.js";

const main = byId("main");
const key = document.body.dataset.institution;
const { signIn, fail } = door("登录后查看机构情况", start, ["filters", "leave"]);

function pages(own) {
  const back = byId("back");
  if (own || back) return own && back ? back.remove() : undefined;
  return byId("pages").prepend(h("a", { id: "back", href: "/figures" }, "运营统计"));
}

function show(data) {
  byId("period").textContent = `服务机构 · ${data.period.since} 至 ${data.period.until}`;
  pages(data.own);
  if (byId("back")) byId("back").href = `/figures?${asked(current())}`;
  clear();
  const cards = cardsOf(data).map(({ shown, ...what }) => panel(what, shown));
  main.replaceChildren(tilesOf(data), h("div", { class: "cards" }, cards));
  for (const one of cards) one.after();
}

async function start() {
  main.replaceChildren(h("p", { class: "fig-state", role: "status" }, "正在统计……"));
  try {
    const data = await institution(key, current());
    await buildFilters(start, !data.own);
    byId("leave").hidden = !isKept();
    show(data);
  } catch (error) {
    fail(error);
  }
}

byId("leave").addEventListener("click", () => signIn());
if (window.echarts) start();
else main.replaceChildren(h("p", { class: "fig-state" }, "页面文件不完整：缺少图表程序，请运行 make setup。"));
