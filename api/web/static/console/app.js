/** Puts the panes together. */

import { Case } from "./case.js";
import { Desk } from "./desk.js";
import { Dialog } from "./dialogs.js";
import { Header } from "./header.js";
import { onKey } from "./keys.js";
import { Left } from "./left.js";
import { NotesView } from "./notes_view.js";
import { Appeal, CallBack, FollowUp } from "./others.js";
import { Act, Empty, Failed, Key } from "./parts.js";
import { pop } from "./popping.js";
import { createRoot, h, useEffect, useLayoutEffect, useRef, useSyncExternalStore } from "./react.js";
import { Side } from "./side.js";
import { Talk } from "./talk.js";

const TICK_MS = 30000; // how often "等了 5 分钟" is told anew
const VIEWS = { talk: Talk, notes: NotesView, case: Case, appeal: Appeal, call_back: CallBack, follow_up: FollowUp };

function Nothing() {
  return h(Empty, { icon: "talks", title: "选一条来办" }, h("span", null, "J、K 上下选，", h(Key, null, "Enter"), " 打开；", h(Key, null, "N"), " 记一通来电；", h(Key, null, "?"), " 看全部按键。"));
}

/** On a narrow screen one pane is seen at a time. */
function ToList({ desk }) {
  return h("div", { className: "c-to-list" }, h(Act, { icon: "back", onClick: () => desk.close() }, "回到列表"));
}

/** A button that is gone once it was pressed leaves the focus here, not nowhere. */
function Work({ desk, state }) {
  const view = state.open && VIEWS[state.open.kind];
  const [ref, held] = [useRef(null), useRef(null)];
  useLayoutEffect(() => {
    if (held.current && !held.current.isConnected && document.activeElement === document.body) ref.current.focus({ preventScroll: true });
  });
  const onFocus = (event) => {
    held.current = event.target;
  };
  return h("main", { className: "c-work", id: "c-work", "aria-label": "办理", tabIndex: -1, ref, onFocus }, view && h(ToList, { desk }), view ? h(view, { desk, state, key: state.open.id }) : h(Nothing));
}

function Toast({ toast }) {
  return h("div", { className: "c-toasts", role: "status", "aria-live": "polite" }, toast && h("p", { className: "c-toast", "data-tone": toast.tone }, toast.text));
}

function Panes({ desk, state }) {
  useEffect(() => {
    const listener = (event) => onKey(desk, event);
    document.addEventListener("keydown", listener);
    const timer = setInterval(() => desk.set({}), TICK_MS);
    return () => {
      document.removeEventListener("keydown", listener);
      clearInterval(timer);
    };
  }, []);
  return h(
    "div",
    { className: "c-app" },
    h("a", { className: "skip", href: "#c-work" }, "跳到办理区"),
    h(Header, { desk, state }),
    h("div", { className: "c-panes", "data-open": state.open ? "true" : undefined }, h(Left, { desk, state }), h(Work, { desk, state }), h(Side, { desk, state })),
    h(Toast, { toast: state.toast }),
    h(Dialog, { desk, state }),
  );
}

function App({ desk }) {
  const state = useSyncExternalStore(desk.subscribe, () => desk.state);
  useEffect(() => {
    desk.start().then(() => pop(desk));
  }, []);
  if (state.phase === "failed") return h("main", { className: "c-door" }, h(Failed, { detail: state.note, onRetry: () => desk.start() }));
  if (state.phase === "loading") return h("main", { className: "c-door", role: "status" }, h("p", null, "正在打开工作台……"));
  return h(Panes, { desk, state });
}

export function mount(root) {
  createRoot(root).render(h(App, { desk: new Desk() }));
}
