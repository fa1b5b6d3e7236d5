// The hit test: a sentence through the matcher that answers the enterprises.

import { ask } from "../door.js";
import { h } from "../dom.js";
import { outcome } from "./outcome.js";
import { choices, fill, kinds, once } from "./parts.js";

let kept = null; // what was typed and found, while one looks at an entry

export function show(params) {
  kept ??= form();
  if (params.text) kept.say(params.text);
  return kept.node;
}

function form() {
  const text = h("textarea", { id: "said", rows: "3", maxlength: "2000", required: true, placeholder: "像企业那样说，例如：望城的机械配件厂，想贷款五百万，没有抵押物" });
  const region = h("input", { id: "region", list: "places", maxlength: "40", placeholder: "不限，或写地名" });
  const kind = h("select", { id: "hit-kind" }, choices(kinds, "", "全部"));
  const go = h("button", { type: "submit", class: "primary" }, "检索");
  const result = h("div", { class: "stack", "aria-live": "polite" });
  const run = once(() => [go], () => fill(result, () => ask("POST", "/api/v1/maintenance/hit-tests", { text: text.value, region: region.value.trim(), kinds: kind.value ? [kind.value] : [] }), outcome));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) text.form.requestSubmit();
  });
  const node = h("div", { class: "stack" },
    h("section", { class: "fig-card", "aria-labelledby": "test-title" },
      h("div", { class: "card-head" }, h("h2", { id: "test-title" }, "检索测试")),
      h("p", { class: "card-note" }, "和给企业推荐用的是同一套程序、同一个索引；不记台账，不影响统计。Ctrl+Enter 也能检索。"),
      h("form", { class: "asking", "aria-label": "检索测试", onsubmit: run },
        h("label", { for: "said" }, "企业怎么说", text),
        h("div", { class: "finding" }, h("label", { for: "region" }, "服务地区", region), h("label", { for: "hit-kind" }, "种类", kind), go))),
    result);
  const say = (words) => {
    if (words === text.value && result.childElementCount) return;
    text.value = words;
    run();
  };
  return { node, say };
}
