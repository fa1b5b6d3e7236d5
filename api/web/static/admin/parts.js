// Small parts that all of this page uses: loading, faults, pages, tags, deeds that are done once however often they are pressed.

import { byId, h } from "../dom.js";
import { query } from "../query.js";

export const kinds = JSON.parse(byId("main").dataset.kinds);
export const states = JSON.parse(byId("main").dataset.states);
export const LONG_MS = 600_000; // taking in or back: fifty thousand rows take minutes on a small machine
export const address = (part, params = {}) => `#${part}${Object.keys(params).length ? `?${query(params)}` : ""}`;

export const loading = () => h("div", { class: "loading", role: "status", "aria-label": "正在取数据" }, h("span"), h("span"), h("span"));

/** Signing in happens beside, so that a chosen file and what was typed are kept. */
export function fault(error, again) {
  const door = error.status === 401 ? h("a", { class: "quiet", href: "/login?next=/account", target: "_blank", rel: "noopener" }, "在新窗口登录") : null;
  const told = error.status === 401 ? "登录已过期。登录以后回到这里重试，填好、选好的都还在。" : error.message;
  return h("div", { class: "fault", role: "alert" }, h("p", { class: "lines" }, told), door, again ? h("button", { type: "button", class: "quiet", onclick: again }, "重试") : null);
}

/** Fills a place with what is asked for; an answer that comes after a newer question is dropped. */
export async function fill(place, work, show) {
  const mine = (place.asked = (place.asked || 0) + 1);
  place.replaceChildren(loading());
  try {
    const found = await work();
    if (place.asked === mine) place.replaceChildren(...[show(found)].flat().filter(Boolean));
  } catch (error) {
    if (place.asked === mine) place.replaceChildren(fault(error, () => fill(place, work, show)));
  }
}

export function tag(text, tone = "open") {
  return h("span", { class: "tag", "data-tone": tone }, text);
}

/** Does something once: the buttons rest until it is done, and a second press meanwhile does nothing. */
export function once(buttons, deed) {
  let busy = false;
  return async (event) => {
    event?.preventDefault();
    if (busy) return;
    busy = true;
    const before = buttons().map((button) => [button, button.disabled]);
    const pressed = document.activeElement; // a button that rests loses the focus
    before.forEach(([button]) => (button.disabled = true));
    try {
      await deed(event);
    } finally {
      busy = false;
      before.forEach(([button, was]) => (button.disabled = was));
      if (document.activeElement === document.body && pressed?.isConnected) pressed.focus({ preventScroll: true });
    }
  };
}

// turn(offset) -> address of another page
export function pager({ offset, shown, limit, more, total, unit }, turn) {
  if (!offset && !more) return null;
  const to = (name, at, there) => (there ? h("a", { class: "quiet", href: turn(at) }, name) : h("span", { class: "quiet", "aria-disabled": "true" }, name));
  const told = `第 ${offset + 1} 至 ${offset + shown} ${unit}${total === undefined ? "" : `，共 ${total} ${unit}`}`;
  return h("nav", { class: "case-foot", "aria-label": "翻页" }, to("上一页", Math.max(0, offset - limit), offset > 0), h("span", {}, told), to("下一页", offset + limit, more));
}

// columns: [name, ...]; rows: [[cell, ...], ...]: on a narrow screen each row is a card and the names stand before the cells
export function table(caption, columns, rows) {
  const line = (cells) => h("tr", { role: "row" }, cells.map((cell, at) => h(at ? "td" : "th", { role: at ? "cell" : "rowheader", scope: at ? null : "row", "data-name": columns[at] }, h("div", {}, cell))));
  const head = h("tr", { role: "row" }, columns.map((name) => h("th", { scope: "col", role: "columnheader" }, name)));
  return h("table", { class: "rows words", role: "table" }, h("caption", {}, caption), h("thead", { role: "rowgroup" }, head), h("tbody", { role: "rowgroup" }, rows.map(line)));
}

export const when = (iso) => (iso ? iso.slice(0, 16).replace("T", " ") : "—");

export const choices = (named, value, first) =>
  [first === undefined ? null : h("option", { value: "" }, first), ...Object.entries(named).map(([key, name]) => h("option", { value: key, selected: key === value }, name))];

/** Asks before something is done; what goes wrong is told inside, and the way back stays open. */
export function confirm(title, lines, name, deed) {
  const dialog = byId("dialog");
  const told = h("div", { "aria-live": "polite" });
  const go = h("button", { type: "button", class: "primary danger" }, name);
  const back = h("button", { type: "button", class: "quiet", onclick: () => dialog.close() }, "返回");
  go.onclick = once(() => [go], async () => {
    told.replaceChildren();
    try {
      await deed();
      dialog.close();
    } catch (error) {
      told.replaceChildren(fault(error));
    }
  });
  dialog.replaceChildren(h("div", {}, h("h2", { id: "dialog-title" }, title), lines.map((line) => h("p", { class: "dialog-line" }, line)), told, h("div", { class: "case-foot" }, back, go)));
  dialog.showModal();
  back.focus();
}
