/** Every action has a key: what each does, when it holds, and what the key map shows. */

import { flushSync } from "./react.js"; // a field is there before the next key is typed

export const MAP = [
  ["到处可用", [
    ["?", "打开或关上这张按键表"],
    ["1 – 5", "对话、办件、回电、诉求、回访"],
    ["J / K", "列表里下一条、上一条"],
    ["Enter", "打开选中的一条"],
    ["V", "换下一种筛选"],
    ["/", "查找办件"],
    ["Q", "关上办理区，回到列表"],
    ["N", "通话笔记"],
    ["B", "小休或回到岗位"],
    ["Esc", "离开输入框，关上窗口"],
  ]],
  ["对话", [
    ["T", "接手"],
    ["I", "写回复"],
    ["E", "写内部备注"],
    ["C", "代企业登记成件"],
    ["A", "把诉求登记在企业名下"],
    ["X", "转给同事或窗口"],
    ["R", "交回机器人"],
    ["P", "查看电话（留痕）"],
    ["U", "核对身份，绑定或解除号码"],
    ["G", "号码换了主人，或核对过是同一个人"],
  ]],
  ["笔记和推荐", [
    ["Alt+J / K / L", "用第一、二、三条推荐"],
    ["Alt+Shift+J / K / L", "第一、二、三条不合适"],
    ["Alt+G", "更正听到的要素"],
    ["Alt+Q", "来电的诉求登记在企业名下"],
    ["Ctrl+Enter", "笔记登记成件；对话和小窗里提交"],
  ]],
  ["回电和回访", [
    ["T", "领到名下"],
    ["S", "打通了，已回电"],
    ["O", "打开这件事"],
    ["W", "看整个对话"],
    ["P", "查看电话（留痕）"],
  ]],
  ["办件", [
    ["D", "派单或改派"],
    ["S", "办理下一步"],
    ["M", "并入可能重复的一件"],
    ["E", "写办理备注"],
    ["P", "查看电话（留痕）"],
    ["U", "核对身份，绑定或解除号码"],
    ["G", "号码换了主人，或核对过是同一个人"],
  ]],
];

const PLACES = { KeyJ: 0, KeyK: 1, KeyL: 2 };

function isTyping(target) {
  return ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName) || target.isContentEditable;
}

function press(name) {
  const button = document.querySelector(`[data-act="${name}"]:not(:disabled)`);
  if (button) button.click();
  return Boolean(button);
}

function focusOn(selector) {
  const field = document.querySelector(selector);
  if (field) field.focus();
  return Boolean(field);
}

function nextView(desk) {
  const views = [...document.querySelectorAll("[data-view]")].map((one) => one.dataset.view);
  const at = views.indexOf(desk.state.filters[desk.state.tab].view);
  if (views.length) desk.narrow({ view: views[(at + 1) % views.length] });
  return views.length > 0;
}

const PLAIN = {
  "?": (desk) => desk.set({ dialog: { name: "keys" } }),
  1: (desk) => desk.show("talks"),
  2: (desk) => desk.show("cases"),
  3: (desk) => desk.show("calls"),
  4: (desk) => desk.show("appeals"),
  5: (desk) => desk.show("follow"),
  j: (desk) => desk.mark(1),
  k: (desk) => desk.mark(-1),
  v: nextView,
  "/": (desk) => {
    flushSync(() => desk.show("cases"));
    focusOn("#c-search");
  },
  n: (desk) => {
    flushSync(() => desk.openNotes());
    focusOn("#c-notes");
  },
  q: (desk) => desk.close(),
  b: () => press("away"),
  i: () => focusOn("#c-line"),
  e: () => press("note"),
  t: () => press("take"),
  c: () => press("file"),
  x: () => press("pass"),
  r: () => press("return"),
  a: () => press("complain"),
  o: () => press("open-case"),
  w: () => press("open-talk"),
  g: () => press("holder"),
  p: () => press("reveal"),
  u: () => press("identity"),
  d: () => press("dispatch"),
  s: () => press("step"),
  m: () => press("merge"),
};

/** Ctrl+Enter sends what is open on top. */
function send(desk) {
  if (!desk.state.dialog) return press("send");
  const form = document.querySelector("dialog[open] form");
  if (form) form.requestSubmit();
  return Boolean(form);
}

function withAlt(desk, event) {
  if (event.code in PLACES) {
    const name = event.shiftKey ? "reject" : "use";
    return press(`${name}-${PLACES[event.code]}`);
  }
  if (event.code === "KeyQ") return press("file-appeal");
  return event.code === "KeyG" ? focusOn(".c-fact-value") : false;
}

function onPlainKey(desk, event) {
  if (event.key === "Enter" && (event.target === document.body || event.target.id === "c-work")) {
    let isOpen = false;
    flushSync(() => {
      isOpen = desk.openMarked();
    });
    if (isOpen) focusOn("#c-work"); // from here the next Tab is the first thing that can be done
    return true;
  }
  const deed = PLAIN[event.key.toLowerCase()];
  if (!deed) return false;
  deed(desk, event);
  return true;
}

/** Keys without Ctrl or Alt hold only outside of input fields and dialogs. */
export function onKey(desk, event) {
  if (event.isComposing || event.metaKey || desk.state.phase !== "ready") return;
  let taken = false;
  if (event.altKey && !event.ctrlKey && !desk.state.dialog) taken = withAlt(desk, event);
  else if (event.ctrlKey) taken = event.key === "Enter" && send(desk);
  else if (desk.state.dialog) return;
  else if (event.key === "Escape") event.target.blur();
  else if (!isTyping(event.target)) taken = onPlainKey(desk, event);
  if (taken) event.preventDefault();
}
