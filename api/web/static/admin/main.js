// The page of maintainers: what stands behind the # says which part is shown, so that views can be kept and gone back to.

import { byId, h } from "../dom.js";
import { show as entry } from "./entry.js";
import { show as gaps } from "./gaps.js";
import { show as imports } from "./imports.js";
import { show as index } from "./indexes.js";
import { show as items } from "./items.js";
import { show as test } from "./trying.js";

const PARTS = { items, entry, import: imports, test, index, gaps };
const TAB_OF = { entry: "items" };
const main = byId("main");
let seen = false;

function wanted() {
  const [name, asked = ""] = location.hash.slice(1).split("?");
  return { name, params: Object.fromEntries(new URLSearchParams(asked)) };
}

function show() {
  const { name, params } = wanted();
  if (name === "main") return; // the way past the head
  const tab = TAB_OF[name] || name;
  const tabs = [...document.querySelectorAll("[data-tab]")];
  const known = tabs.find((one) => one.dataset.tab === tab);
  if (!known) return location.replace("#items");
  tabs.forEach((one) => (one === known ? one.setAttribute("aria-current", "page") : one.removeAttribute("aria-current")));
  document.title = `${known.textContent} · 目录维护 · 企服通`;
  main.replaceChildren(PARTS[name](params) || h("p", { class: "fig-state" }, "没有这一页。"));
  if (seen) main.focus({ preventScroll: true });
  if (seen) scrollTo(0, 0);
  seen = true;
}

addEventListener("hashchange", show);
show();
