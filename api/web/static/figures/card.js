// A card: a title, and what becomes of it while its figure loads, fails, is empty or is there.

import { figure } from "./client.js";
import { h } from "../dom.js";
import { Refused } from "../door.js";

// what: {title, figure, ask, wide, controls, show(data, card) -> nodes}
export function card(what, filters, refused) {
  const body = h("div");
  const made = h("section", { class: what.wide ? "fig-card wide" : "fig-card", "aria-label": what.title }, h("div", { class: "card-head" }, h("h2", {}, what.title), what.controls), body);
  made.load = async (more = {}) => {
    body.replaceChildren(h("div", { class: "loading", role: "status", "aria-label": "正在统计" }, h("span"), h("span"), h("span")));
    try {
      const data = await figure(what.figure, { ...filters, ...what.ask, ...more });
      const { nodes, after } = what.show(data);
      body.replaceChildren(...(nodes.length ? nodes : [h("p", { class: "empty" }, what.empty || "这段时间没有记录。")]));
      after?.();
      return data;
    } catch (error) {
      if (error instanceof Refused && error.status === 401) return refused(error);
      body.replaceChildren(h("div", { class: "fault", role: "alert" }, error.message, h("button", { type: "button", class: "quiet", onclick: () => made.load(more) }, "重试")));
      return null;
    }
  };
  return made;
}

// A card whose figure is there already. what: {title, wide, empty}, shown: {nodes, after}; draw it with after() once it is on the page.
export function panel(what, { nodes, after }) {
  const inside = nodes.length ? nodes : [h("p", { class: "empty" }, what.empty || "这段时间没有记录。")];
  const made = h("section", { class: what.wide ? "fig-card wide" : "fig-card", "aria-label": what.title }, h("div", { class: "card-head" }, h("h2", {}, what.title)), h("div", {}, inside));
  made.after = () => after?.();
  return made;
}

export const details = (name, inside, open = false) => h("details", { open }, h("summary", {}, name), inside);
