/** The input: Enter sends, Shift+Enter breaks the line, an unfinished pinyin word is never sent. */

import { Icon } from "./icons.js";
import { Button, h, Input, useState } from "./react.js";

const COUNTER_FROM = 0.9; // of the limit: before that the figure only distracts
const PLACEHOLDERS = {
  phone: "手机号或座机，不便可不留",
  contact: "联系人和电话，不便可不留",
  company: "企业名称",
  region: "企业所在的市、县区",
  confirm: "没问题回“对”，要改直接说",
  choose: "回序号或名称，可选几个",
  rate: "1-5 分，也可写几句感受",
};

/** Short enough for one line of the narrowest phone. */
export function placeholderFor(asks) {
  return PLACEHOLDERS[asks] || "说说企业遇到什么事";
}

function Counter({ length, limit }) {
  if (length < limit * COUNTER_FROM) return null;
  const isFull = length >= limit;
  return h(
    "p",
    { className: "composer-counter", "data-full": isFull, role: "status" },
    `${length} / ${limit} 字${isFull ? "，已到上限，可以分几条发送" : ""}`,
  );
}

export function Composer({ draft, onDraft, onSend, asks, limit, isReady, inputRef }) {
  const [isFocused, setFocused] = useState(false);
  const isEmpty = !draft.trim() || !isReady;
  const send = () => {
    if (isEmpty) return;
    onSend(draft.trim());
    onDraft("");
  };
  const onKeyDown = (event) => {
    // keyCode 229: Safari ends a composition before the keydown that closed it.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  return h(
    "footer",
    { className: "composer" },
    h(Counter, { length: draft.length, limit }),
    h(
      "div",
      { className: "composer-box", "data-focused": isFocused },
      h("label", { className: "offscreen", htmlFor: "composer-input" }, "输入您的需求"),
      h(Input, {
        id: "composer-input",
        ref: inputRef,
        className: "composer-input",
        value: draft,
        disabled: !isReady,
        onChange: onDraft,
        onKeyDown,
        onFocus: () => setFocused(true),
        onBlur: () => setFocused(false),
        placeholder: placeholderFor(asks),
        autoSize: true,
        maxRows: 7,
        maxLength: limit,
        showCount: false,
        enterKeyHint: "send",
        "aria-describedby": "composer-hint",
      }),
      h(
        Button,
        { className: "composer-send", color: "primary", disabled: isEmpty, onClick: send, "aria-label": "发送" },
        h(Icon, { name: "send" }),
        h("span", null, "发送"),
      ),
    ),
    h(
      "p",
      { className: "composer-hint" },
      h("span", { id: "composer-hint" }, "结果以机构答复为准，请勿填写身份证号、银行卡号"),
      " · ",
      h("a", { href: "/privacy", target: "_blank", rel: "noopener" }, "个人信息告知"),
    ),
  );
}
