/** A conversation: what was said, and, for the one who has taken it over, a place to answer. */

import { post } from "./client.js";
import { openTalkAppeal } from "./filing.js";
import { newKey } from "./notes.js";
import { CHANNELS, clock, ROLES, since } from "./format.js";
import { Act, Loaded, Tag } from "./parts.js";
import { Fragment, h, useLayoutEffect, useRef } from "./react.js";

function Bubble({ message, me }) {
  if (message.system) return h("li", { className: "c-system" }, h("span", null, message.text), h("time", null, clock(message.created_at)));
  const who = message.role === "agent" && message.by ? (message.by === me ? "我" : message.by) : ROLES[message.role];
  return h(
    "li",
    { className: "c-said", "data-role": message.role },
    h("p", { className: "c-said-by" }, who, h("time", null, clock(message.created_at))),
    message.text && h("p", { className: "c-said-text" }, message.text),
    message.undelivered && h("p", { className: "c-undelivered" }, `没有送到：${message.undelivered}`),
    message.items.length > 0 && h("p", { className: "c-said-items" }, `给出 ${message.items.length} 项：${message.items.join("、")}`),
  );
}

function NoteLine({ note }) {
  return h(
    "li",
    { className: "c-said", "data-role": "note" },
    h("p", { className: "c-said-by" }, `${note.author} 的备注`, h("time", null, clock(note.created_at))),
    h("p", { className: "c-said-text" }, note.text),
  );
}

function Thread({ talk, me }) {
  const ref = useRef(null);
  const lines = [
    ...talk.messages.map((message) => ({ at: message.created_at, order: message.id, key: `m${message.id}`, node: h(Bubble, { message, me }) })),
    ...talk.notes.map((note) => ({ at: note.created_at, order: Infinity, key: `n${note.id}`, node: h(NoteLine, { note }) })),
  ].sort((a, b) => a.at.localeCompare(b.at) || a.order - b.order);
  useLayoutEffect(() => {
    ref.current.scrollTop = ref.current.scrollHeight;
  }, [lines.length, talk.conversation_id]);
  return h("div", { className: "c-thread", ref, tabIndex: 0, role: "region", "aria-label": "对话内容" }, h("ol", null, lines.map(({ key, node }) => h(Fragment, { key }, node))));
}

/** What was written on while the line was under way stays. */
function rest(now, sent) {
  return now.startsWith(sent) ? now.slice(sent.length).trimStart() : now;
}

function Composer({ desk, state, talk }) {
  const id = talk.conversation_id;
  const text = state.drafts[id] || "";
  const send = () => {
    const line = text.trim();
    if (!line) return;
    desk.act("send", async () => {
      const answer = await post(`/handovers/${id}/messages`, { text: line, client_message_id: desk.keyOf(id) });
      desk.draft(id, rest(desk.state.drafts[id] || "", text));
      if (answer.undelivered) desk.say(answer.undelivered, "bad");
    });
  };
  const onKeyDown = (event) => {
    if (event.key !== "Enter" || event.shiftKey || event.ctrlKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  const onChange = (event) => {
    desk.draft(id, event.target.value);
    desk.touch();
  };
  return h(
    "div",
    { className: "c-composer" },
    h("label", { className: "offscreen", htmlFor: "c-line" }, "回复企业"),
    h("textarea", { id: "c-line", rows: 2, value: text, onChange, onKeyDown, placeholder: "回复企业，Enter 发送，Shift+Enter 换行" }),
    h(Act, { icon: "send", tone: "main", "data-act": "send", disabled: !text.trim() || state.busy === "send", onClick: send }, "发送"),
  );
}

function Foot({ desk, state, talk }) {
  if (talk.owner === desk.me) return h(Composer, { desk, state, talk });
  const line = talk.owner ? `${talk.owner} 正在接待这位企业，您可以看，也可以留备注。` : "机器人还在答。接手以后机器人不再说话，由您回复。";
  return h("p", { className: "c-foot-line" }, line);
}

function Acts({ desk, talk }) {
  const id = talk.conversation_id;
  const isMine = talk.owner === desk.me;
  const take = () => desk.act("take", () => post(`/handovers/${id}/take`), "已接手，机器人不再说话");
  const back = () => desk.act("return", () => post(`/handovers/${id}/return`), "已交回机器人");
  const open = (name) => () => desk.set({ dialog: { name, of: talk, key: newKey() } });
  return h(
    "div",
    { className: "c-acts" },
    !talk.owner && h(Act, { icon: "person", tone: "main", keys: "T", "data-act": "take", onClick: take }, "接手"),
    h(Act, { icon: "notes", keys: "E", "data-act": "note", onClick: open("note") }, "备注"),
    isMine && h(Act, { icon: "check", keys: "C", "data-act": "file", onClick: open("file") }, "登记成件"),
    isMine && h(Act, { icon: "appeals", keys: "A", "data-act": "complain", onClick: () => openTalkAppeal(desk, talk, newKey()) }, "登记诉求"),
    isMine && h(Act, { icon: "pass", keys: "X", "data-act": "pass", onClick: open("pass") }, "转交"),
    isMine && h(Act, { icon: "back", keys: "R", "data-act": "return", onClick: back }, "交回机器人"),
  );
}

function Head({ desk, talk }) {
  const owner = talk.owner ? `${talk.owner === desk.me ? "我" : talk.owner} 接手 ${since(talk.owned_since)}` : "无人接手";
  return h(
    "header",
    { className: "c-work-head" },
    h("div", null, h("h2", null, talk.need || "还没说需求"), h("p", { className: "c-soft" }, h(Tag, { tone: talk.owner ? "good" : "soon" }, owner), CHANNELS[talk.channel], talk.since && `转人工 ${since(talk.since)}`)),
    h(Acts, { desk, talk }),
  );
}

export function Talk({ desk, state }) {
  return h(Loaded, {
    of: state.detail,
    onRetry: () => desk.readDetail(),
    ghosts: 6,
    children: (talk) =>
      h(Fragment, null, h(Head, { desk, talk }), h(Thread, { talk, me: desk.me }), h(Foot, { desk, state, talk })),
  });
}

