/** What is seen before the first message, while an old talk is fetched, and when that fails. */

import { Icon } from "./icons.js";
import { Button, h } from "./react.js";

const EXAMPLES = [
  { icon: "service", title: "公司刚注册，想找人代账报税", text: "公司刚注册下来，想找一家代理记账、按月报税的" },
  { icon: "institution", title: "想贷款周转，但没有抵押物", text: "想贷一百多万周转几个月，厂房是租的，没有抵押物" },
  { icon: "policy", title: "够不够条件申报专精特新", text: "我们做机械配件的，想看看够不够条件申报专精特新" },
  { icon: "expert", title: "合同有纠纷，想问问律师", text: "客户拖着货款不给，合同怎么处理，想问问律师" },
];
const MORE = [
  { title: "查询办理进度", text: "我想查一下办理进度" },
  { title: "反映问题（诉求）", text: "我要反映一个问题" },
  { title: "转人工", text: "转人工" },
];

export function Welcome({ onSend, greeting }) {
  const cards = EXAMPLES.map(({ icon, title, text }) =>
    h(
      "button",
      { key: title, type: "button", className: "example", onClick: () => onSend(text) },
      h("span", { className: "example-icon" }, h(Icon, { name: icon })),
      h("span", null, title),
    ),
  );
  const more = MORE.map(({ title, text }) => h(Button, { key: title, className: "option", onClick: () => onSend(text) }, title));
  return h(
    "section",
    { className: "welcome", "aria-labelledby": "welcome-title" },
    h("h2", { id: "welcome-title" }, greeting || "您好，企业遇到什么事？"),
    h("p", { className: "welcome-line" }, "用平常说话的方式写下来就行。我会听懂需求、找出合适的服务和政策，说明为什么合适，并给您一个编号跟到底。"),
    h("p", { className: "welcome-label" }, "示例需求，点一下试试"),
    h("div", { className: "examples" }, cards),
    h("div", { className: "options" }, more),
  );
}

export function Opening() {
  const bar = (side, size) => h("div", { className: "ghost", "data-side": side, "data-size": size, key: `${side}${size}` });
  const bars = [bar("right", "m"), bar("left", "l"), bar("left", "m"), bar("right", "s"), bar("left", "l")];
  return h("div", { className: "opening", role: "status", "aria-label": "正在取回上次的对话" }, bars);
}

export function OpeningFailed({ detail, onRetry, onRestart }) {
  return h(
    "section",
    { className: "failed", role: "alert" },
    h("span", { className: "failed-icon" }, h(Icon, { name: "offline" })),
    h("h2", null, "没能取回上次的对话"),
    h("p", null, detail),
    h(
      "div",
      { className: "failed-actions" },
      h(Button, { color: "primary", onClick: onRetry }, "重试"),
      h(Button, { onClick: onRestart }, "开始新对话"),
    ),
  );
}
