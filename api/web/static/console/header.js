/** The head: who is here, whether news come in, and the way to the key map. */

import { put } from "./client.js";
import { Act, Key } from "./parts.js";
import { Icon } from "./icons.js";
import { h } from "./react.js";

function Colleagues({ desk, board }) {
  const others = board.at_desk.filter((one) => one.username !== desk.me);
  const names = others.map((one) => `${one.username}${one.away ? "（小休）" : ""}`).join("、");
  const text = others.length ? `${others.length} 位同事在线` : "同事都不在线";
  return h("span", { className: "c-soft c-wide", title: names || undefined }, h(Icon, { name: "person" }), text);
}

function Hours({ hours }) {
  if (hours.open) return null;
  return h("span", { className: "c-tag", "data-tone": "soon" }, `热线已下班，${hours.opens}上班`);
}

/** The other pages of those who work here; they open beside the desk, where a call may come in meanwhile. */
function Pages() {
  const link = (href, icon, text) => h("a", { className: "c-act", href, target: "_blank", rel: "noopener", title: `${text}（另开一页）` }, h(Icon, { name: icon }), h("span", null, text));
  return h("nav", { className: "c-pages", "aria-label": "其他页面" }, link("/figures", "chart", "统计"), link("/account", "person", "账号"));
}

export function Header({ desk, state }) {
  const { board, link } = state;
  const toggle = () => desk.act("away", () => put("/presence", { away: !board.me.away }), board.me.away ? "已回到岗位" : "已标为小休");
  return h(
    "header",
    { className: "c-head" },
    h("img", { src: "/static/icon.svg", alt: "", width: 30, height: 30 }),
    h("h1", null, "坐席工作台"),
    h(Hours, { hours: board.hours }),
    link === "lost" && h("span", { className: "c-tag", "data-tone": "late", role: "status" }, "连接断了，正在重连"),
    h("span", { className: "c-gap" }),
    h(Colleagues, { desk, board }),
    h(
      "button",
      { type: "button", className: "c-presence", "data-away": board.me.away, "data-act": "away", onClick: toggle, "aria-pressed": board.me.away, "aria-keyshortcuts": "B" },
      h("span", { className: "c-dot", "aria-hidden": true }),
      `${board.me.username} · ${board.me.away ? "小休" : "在岗"}`,
      h(Key, null, "B"),
    ),
    h(Pages),
    h(Act, { icon: "keys", keys: "?", onClick: () => desk.set({ dialog: { name: "keys" } }) }, "按键"),
    h(Act, { icon: "out", onClick: () => desk.logout() }, "退出"),
  );
}
