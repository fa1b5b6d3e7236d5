/** Puts the parts together and keeps the focus where a person goes on typing. */

import { CaseStrip } from "./cases.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Banners, Header } from "./header.js";
import { ConfigProvider, createRoot, h, useEffect, useRef, useState, useSyncExternalStore } from "./react.js";
import { Thread } from "./thread.js";
import { Opening, OpeningFailed, Welcome } from "./welcome.js";

const SPOKEN_MS = 4000;

function useOffline(onBack) {
  const [isOffline, setOffline] = useState(!navigator.onLine);
  useEffect(() => {
    const lost = () => setOffline(true);
    const back = () => {
      setOffline(false);
      onBack();
    };
    window.addEventListener("offline", lost);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("offline", lost);
      window.removeEventListener("online", back);
    };
  }, []);
  return isOffline;
}

/** On touch screens focus would raise the keyboard over the answer. */
function focusInput(inputRef) {
  if (inputRef.current && window.matchMedia("(hover: hover)").matches) inputRef.current.focus({ preventScroll: true });
}

/** Read out once, then emptied, so that nobody browsing the page meets the answer twice. */
function Announcer({ announcement }) {
  const [spoken, setSpoken] = useState("");
  useEffect(() => {
    setSpoken(announcement.text);
    const timer = setTimeout(() => setSpoken(""), SPOKEN_MS);
    return () => clearTimeout(timer);
  }, [announcement]);
  return h("div", { className: "offscreen", role: "status", "aria-live": "polite", id: "announcement" }, spoken);
}

function Middle({ state, conversation, handlers }) {
  if (state.phase === "loading") return h("main", { className: "stage" }, h(Opening));
  if (state.phase === "failed") {
    const actions = { onRetry: () => conversation.open(), onRestart: () => conversation.restart() };
    return h("main", { className: "stage" }, h(OpeningFailed, { detail: state.note, ...actions }));
  }
  const welcome = state.messages.length ? null : h(Welcome, { onSend: handlers.onSend });
  return h(Thread, { messages: state.messages, isWaiting: state.waiting > 0, handlers }, welcome);
}

function useHandlers(conversation, setDraft, inputRef) {
  const made = useRef(null);
  if (!made.current) {
    const after = (act) => (...args) => {
      act(...args);
      focusInput(inputRef);
    };
    made.current = {
      onSend: after((text, label) => conversation.send(text, label)),
      onRetry: after((id) => conversation.retry(id)),
      onRestart: after(() => conversation.restart()),
      onWithdraw: after((message) => {
        conversation.withdraw(message.id);
        setDraft(message.text);
      }),
    };
  }
  return made.current;
}

function App({ conversation, maxTextLength }) {
  const state = useSyncExternalStore(conversation.subscribe, () => conversation.state);
  const [draft, setDraft] = useState("");
  const inputRef = useRef(null);
  const isOffline = useOffline(() => conversation.retryAll());
  const handlers = useHandlers(conversation, setDraft, inputRef);
  useEffect(() => {
    conversation.open().then(() => focusInput(inputRef));
    return conversation.watch();
  }, []);
  const { messages, cases, handoff } = state;
  const last = messages[messages.length - 1];
  const isReady = state.phase === "ready";
  const note = isReady && state.note;
  return h(
    "div",
    { className: "app" },
    h("a", { className: "skip", href: "#composer-input" }, "跳到输入框"),
    h(Header, { hasMessages: messages.length > 0, cases, onRestart: handlers.onRestart }),
    h(CaseStrip, { cases, onSend: handlers.onSend }),
    h(Banners, { isOffline, handoff, note }),
    h(Middle, { state, conversation, handlers }),
    h(Composer, { draft, onDraft: setDraft, onSend: handlers.onSend, asks: last && last.asks, limit: maxTextLength, isReady, inputRef }),
    h(Announcer, { announcement: state.announcement }),
  );
}

export function mount(root, { maxTextLength }) {
  const app = h(App, { conversation: new Conversation(), maxTextLength });
  createRoot(root).render(h(ConfigProvider, { locale: "zh-CN" }, app));
}
