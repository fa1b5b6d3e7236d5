/** Small parts that all panes share: buttons with their keys, empty and failed states, tags. */

import { Icon } from "./icons.js";
import { Fragment, h } from "./react.js";

export function Key({ children }) {
  return h("kbd", { className: "c-key", "aria-hidden": true }, children);
}

/** `keys` shows the shortcut on the button and tells it to assistive technology. */
export function Act({ icon, children, keys, tone = "plain", ...rest }) {
  return h(
    "button",
    { type: "button", className: "c-act", "data-tone": tone, "aria-keyshortcuts": keys, ...rest },
    icon && h(Icon, { name: icon }),
    h("span", null, ...[children].flat()),
    keys && h(Key, null, keys),
  );
}

export function Tag({ tone = "calm", children }) {
  return h("span", { className: "c-tag", "data-tone": tone }, children);
}

export function Empty({ icon = "check", title, children }) {
  return h(
    "div",
    { className: "c-empty" },
    h("span", { className: "c-empty-icon" }, h(Icon, { name: icon })),
    h("p", { className: "c-empty-title" }, title),
    children && h("p", null, children),
  );
}

export function Failed({ detail, onRetry }) {
  return h(
    "div",
    { className: "c-empty", role: "alert" },
    h("span", { className: "c-empty-icon", "data-tone": "bad" }, h(Icon, { name: "offline" })),
    h("p", { className: "c-empty-title" }, "没能取到"),
    h("p", null, detail),
    h(Act, { onClick: onRetry, tone: "main" }, "重试"),
  );
}

export function Ghosts({ count = 4 }) {
  const rows = Array.from({ length: count }, (_, i) => h("div", { key: i, className: "c-ghost" }));
  return h("div", { role: "status", "aria-label": "正在取" }, rows);
}

/** What is loading, failed or there: one way for every pane; what is there and could not be renewed says so. */
export function Loaded({ of, onRetry, children, ghosts }) {
  if (of.error && !of.data) return h(Failed, { detail: of.error, onRetry });
  if (!of.data) return h(Ghosts, { count: ghosts });
  return h(Fragment, null, of.error && h(Stale, { detail: of.error, onRetry }), children(of.data));
}

function Stale({ detail, onRetry }) {
  return h("p", { className: "c-stale", role: "alert" }, h("span", null, `没能更新：${detail}`), h("button", { type: "button", className: "c-view", onClick: onRetry }, "重试"));
}

export function Section({ title, count, children, label }) {
  return h(
    "section",
    { className: "c-section", "aria-label": label || title },
    h("h3", null, title, count !== undefined && h("span", { className: "c-count" }, count)),
    children,
  );
}

export function Facts({ rows }) {
  return h(
    "dl",
    { className: "c-facts" },
    rows.filter(([, value]) => value).map(([label, value]) => h("div", { key: label }, h("dt", null, label), h("dd", null, value))),
  );
}
