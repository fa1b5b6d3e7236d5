/** The messages, the waiting mark, and where the page scrolls when something new arrives. */

import { Matches } from "./cards.js";
import { CaseCard } from "./cases.js";
import { Icon } from "./icons.js";
import { Bubble, Button, Fragment, h, memo, Typing, useLayoutEffect, useRef, useState } from "./react.js";

const GAP_MS = 5 * 60 * 1000; // a time is shown after a pause this long
const FAR_PX = 240; // this far from the end, a way back is offered
const HEADROOM_PX = 72; // of the question left in sight above a long answer
const URL = /(https?:\/\/[^\s，。；、）)】》"'<>]+)/g;

function timeText(iso) {
  const date = new Date(iso);
  const clock = date.toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit" });
  if (date.toDateString() === new Date().toDateString()) return clock;
  return `${date.getMonth() + 1}月${date.getDate()}日 ${clock}`;
}

function linked(text) {
  return text.split(URL).map((part, i) =>
    i % 2 ? h("a", { key: i, href: part, target: "_blank", rel: "noopener noreferrer" }, part) : part,
  );
}

function Failure({ message, onRetry, onWithdraw }) {
  const { error, id } = message;
  const act = error.retryable
    ? h(Button, { className: "failure-act", onClick: () => onRetry(id) }, h(Icon, { name: "retry" }), "重试")
    : h(Button, { className: "failure-act", onClick: () => onWithdraw(message) }, h(Icon, { name: "edit" }), "改一改");
  return h("div", { className: "failure", role: "alert" }, h("span", null, error.detail), act);
}

function UserMessage({ message, onRetry, onWithdraw }) {
  return h(
    Fragment,
    null,
    h("span", { className: "offscreen" }, "您："),
    h(Bubble, { type: "text" }, message.label || message.text),
    message.status === "failed" && h(Failure, { message, onRetry, onWithdraw }),
  );
}

function Options({ options, onSend }) {
  const buttons = options.map(({ title, payload }, i) =>
    h(Button, { key: i, className: "option", onClick: () => onSend(payload || title, title) }, title),
  );
  return h("div", { className: "options", role: "group", "aria-label": "快捷回复" }, buttons);
}

function BotMessage({ message, isOpen, onSend }) {
  if (message.isSystem) return h("p", { className: "change" }, message.text);
  return h(
    Fragment,
    null,
    h("span", { className: "offscreen" }, message.role === "agent" ? "坐席：" : "企服通："),
    message.role === "agent" && h("p", { className: "author" }, h(Icon, { name: "person" }), "人工坐席"),
    message.text && h(Bubble, { type: "text" }, h("p", null, linked(message.text))),
    message.items.length > 0 && h(Matches, { items: message.items, onChoose: onSend }),
    message.caseNos.map((caseNo) => h(CaseCard, { key: caseNo, caseNo, onSend })),
    isOpen && message.options.length > 0 && h(Options, { options: message.options, onSend }),
  );
}

const Row = memo(function Row({ message, showsTime, isOpen, handlers }) {
  const isUser = message.role === "user";
  return h(
    "li",
    { className: `Message ${isUser ? "right" : "left"}`, "data-role": message.role, "data-status": message.status },
    showsTime && h("time", { className: "Message-meta", dateTime: message.createdAt }, timeText(message.createdAt)),
    isUser ? h(UserMessage, { message, ...handlers }) : h(BotMessage, { message, isOpen, ...handlers }),
  );
});

function scrollTo(scroller, top, isSmooth) {
  const calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
  scroller.scrollTo({ top, behavior: isSmooth && !calm ? "smooth" : "auto" });
}

/** Own words and restored talks scroll to the end; an answer scrolls to its beginning, so long ones are read from the top. */
function useScrolling(scrollerRef, messages, isWaiting) {
  const before = useRef({ count: 0 });
  useLayoutEffect(() => {
    const scroller = scrollerRef.current;
    const { count } = before.current;
    before.current.count = messages.length;
    const end = scroller.scrollHeight - scroller.clientHeight;
    if (messages.length <= count) return;
    const firstNew = scroller.querySelectorAll("li.Message")[count];
    const isAnswer = count > 0 && messages[count].role !== "user";
    const top = isAnswer ? Math.min(end, firstNew.offsetTop - HEADROOM_PX) : end;
    scrollTo(scroller, top, count > 0);
  }, [messages]);
  useLayoutEffect(() => {
    const scroller = scrollerRef.current;
    if (isWaiting) scrollTo(scroller, scroller.scrollHeight, true);
  }, [isWaiting]);
}

export function Thread({ messages, isWaiting, children, handlers }) {
  const scrollerRef = useRef(null);
  const [isFar, setFar] = useState(false);
  useScrolling(scrollerRef, messages, isWaiting);
  const onScroll = ({ currentTarget: el }) => setFar(el.scrollHeight - el.clientHeight - el.scrollTop > FAR_PX);
  const lastUser = messages.map((message) => message.role).lastIndexOf("user");
  const { turn } = messages[messages.length - 1] || {};
  const isOpen = (message, i) => i > lastUser && message.turn === turn && !isWaiting;
  const showsTime = (i) =>
    i === 0 || new Date(messages[i].createdAt) - new Date(messages[i - 1].createdAt) > GAP_MS;
  const rows = messages.map((message, i) =>
    h(Row, { key: message.id, message, showsTime: showsTime(i), isOpen: isOpen(message, i), handlers }),
  );
  return h(
    "main",
    { className: "stage" },
    h(
      "div",
      { className: "thread", ref: scrollerRef, onScroll, tabIndex: 0, role: "region", "aria-label": "对话内容" },
      children,
      h("ol", { className: "messages" }, rows, isWaiting && h("li", { className: "Message left", key: "typing" }, h(Typing), h("span", { className: "offscreen" }, "正在回复"))),
    ),
    isFar && h(Button, { className: "to-end", onClick: () => scrollTo(scrollerRef.current, scrollerRef.current.scrollHeight, true) }, h(Icon, { name: "down" }), h("span", null, "回到最新")),
  );
}
