/** The head of the page: what this is, a way to begin anew, and what is wrong at the moment. */

import { tellHost } from "../embed/host.js";
import { BindingButton } from "./binding.js";
import { Icon } from "./icons.js";
import { Button, h, useRef } from "./react.js";

function NewDialog({ dialogRef, cases, onConfirm }) {
  const close = () => dialogRef.current.close();
  const confirm = () => {
    close();
    onConfirm();
  };
  const numbers = cases.map((entry) => entry.caseNo).join("、");
  const hint = numbers ? `已登记的编号 ${numbers} 仍然有效，请先记下。` : "当前对话的内容将不再显示。";
  return h(
    "dialog",
    { ref: dialogRef, className: "dialog", "aria-labelledby": "dialog-title" },
    h("h2", { id: "dialog-title" }, "开始新的对话？"),
    h("p", null, hint),
    h(
      "div",
      { className: "dialog-actions" },
      h(Button, { onClick: close }, "继续当前对话"),
      h(Button, { color: "primary", onClick: confirm }, "开始新对话"),
    ),
  );
}

const PAGES = [
  { href: "/", title: "对话" },
  { href: "/catalogue", title: "服务目录" },
  { href: "/progress", title: "查进度" },
];

function Nav() {
  const links = PAGES.map(({ href, title }) =>
    h("a", { key: href, href, "aria-current": href === "/" ? "page" : undefined }, title),
  );
  return h("nav", { className: "head-nav", "aria-label": "网站导航" }, links);
}

function CloseButton() {
  const close = () => tellHost("close");
  return h(Button, { className: "head-close", onClick: close, "aria-label": "关闭对话窗口" }, h(Icon, { name: "cross" }));
}

export function Header({ conversation, hasMessages, cases, isEmbedded, onRestart, onSend }) {
  const dialogRef = useRef(null);
  const names = h(
    "div",
    { className: "head-names" },
    h("h1", { className: "head-title" }, "企服通"),
    h("p", null, "说出需求，匹配服务、机构、专家和政策"),
  );
  const mark = h("img", { className: "head-mark", src: "/static/icon.svg", alt: "", width: 40, height: 40 });
  return h(
    "header",
    { className: "head-line" },
    h(
      "div",
      { className: "head" },
      h("div", { className: "head-home" }, mark, names),
      !isEmbedded && h(Nav),
      h(BindingButton, { conversation, onSend }),
      hasMessages &&
        h(
          Button,
          { className: "head-new", onClick: () => dialogRef.current.showModal() },
          h(Icon, { name: "plus" }),
          h("span", null, "新对话"),
        ),
      isEmbedded && window.parent !== window && h(CloseButton),
    ),
    h(NewDialog, { dialogRef, cases, onConfirm: onRestart }),
  );
}

function Banner({ tone, icon, children }) {
  return h("div", { className: "banner", "data-tone": tone, role: "status" }, h(Icon, { name: icon }), h("p", null, children));
}

export function Banners({ network, handoff, note }) {
  return h(
    "div",
    { className: "banners" },
    network === "offline" && h(Banner, { tone: "warn", icon: "offline" }, "网络断开了。没送到的消息会在恢复后自动重发。"),
    network === "back" && h(Banner, { tone: "calm", icon: "check" }, "网络恢复了，没送到的消息正在重发。"),
    handoff && h(Banner, { tone: "calm", icon: "person" }, "已转给人工坐席，有人在时会在这里回复您；想说的可以继续写。"),
    note && h(Banner, { tone: "calm", icon: "question" }, note),
  );
}
