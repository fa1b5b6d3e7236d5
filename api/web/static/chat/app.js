/** Puts the parts together and keeps the focus where a person goes on typing. */

import { CaseStrip } from "./cases.js";
import { Composer } from "./composer.js";
import { Conversation } from "./conversation.js";
import { Banners, Header } from "./header.js";
import { closeOnEscape, countUnread, keepInCookie } from "../embed/frame.js";
import { wear } from "../embed/colour.js";
import { onHost, readWishes, tellHost } from "../embed/host.js";
import { ConfigProvider, createRoot, h, useEffect, useRef, useState, useSyncExternalStore } from "./react.js";
import { Thread } from "./thread.js";
import { Opening, OpeningFailed, Welcome } from "./welcome.js";

const SPOKEN_MS = 4000;
const BACK_MS = 5000;
const SAY = "#say="; // what other pages put behind the address to have it stand in the input

/** "offline", "back" for some seconds after, else "". */
function useNetwork(onBack) {
  const [network, setNetwork] = useState(navigator.onLine ? "" : "offline");
  useEffect(() => {
    const lost = () => setNetwork("offline");
    const back = () => {
      setNetwork("back");
      onBack();
    };
    window.addEventListener("offline", lost);
    window.addEventListener("online", back);
    return () => {
      window.removeEventListener("offline", lost);
      window.removeEventListener("online", back);
    };
  }, []);
  useEffect(() => {
    if (network !== "back") return undefined;
    const timer = setTimeout(() => setNetwork(""), BACK_MS);
    return () => clearTimeout(timer);
  }, [network]);
  return network;
}

/** What another page wants said; the address forgets it, so that a reload does not bring it back. */
function saidElsewhere() {
  const { hash, pathname } = window.location;
  if (!hash.startsWith(SAY)) return "";
  window.history.replaceState(null, "", pathname);
  try {
    return decodeURIComponent(hash.slice(SAY.length)).slice(0, 300);
  } catch {
    return "";
  }
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

function Middle({ state, conversation, handlers, greeting }) {
  if (state.phase === "loading") return h("main", { className: "stage" }, h(Opening));
  if (state.phase === "failed") {
    const actions = { onRetry: () => conversation.open(), onRestart: () => conversation.restart() };
    return h("main", { className: "stage" }, h(OpeningFailed, { detail: state.note, ...actions }));
  }
  const welcome = state.messages.length ? null : h(Welcome, { onSend: handlers.onSend, greeting });
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

function App({ conversation, maxTextLength, isEmbedded, greeting }) {
  const state = useSyncExternalStore(conversation.subscribe, () => conversation.state);
  const [draft, setDraft] = useState(saidElsewhere);
  const inputRef = useRef(null);
  const network = useNetwork(() => conversation.retryAll());
  const handlers = useHandlers(conversation, setDraft, inputRef);
  useEffect(() => {
    conversation.open().then(() => isEmbedded || focusInput(inputRef));
    tellHost("ready");
    return conversation.watch();
  }, []);
  useEffect(() => onHost("shown", () => focusInput(inputRef)), []);
  const { messages, cases, handoff } = state;
  const last = messages[messages.length - 1];
  const isReady = state.phase === "ready";
  const note = isReady && state.note;
  return h(
    "div",
    { className: "app" },
    h("a", { className: "skip", href: "#composer-input" }, "跳到输入框"),
    h(Header, { conversation, onSend: handlers.onSend, hasMessages: messages.length > 0, cases, isEmbedded, onRestart: handlers.onRestart }),
    h(CaseStrip, { cases, onSend: handlers.onSend }),
    h(Banners, { network, handoff, note }),
    h(Middle, { state, conversation, handlers, greeting }),
    h(Composer, { draft, onDraft: setDraft, onSend: handlers.onSend, asks: last && last.asks, limit: maxTextLength, isReady, inputRef }),
    h(Announcer, { announcement: state.announcement }),
  );
}

export async function mount(root, { maxTextLength, isEmbedded }) {
  const wishes = isEmbedded ? readWishes() : {};
  const conversation = new Conversation(wishes.window);
  if (isEmbedded) {
    wear(wishes.color);
    closeOnEscape();
    countUnread(conversation);
    await keepInCookie();
  }
  const app = h(App, { conversation, maxTextLength, isEmbedded, greeting: wishes.greeting });
  createRoot(root).render(h(ConfigProvider, { locale: "zh-CN" }, app));
}
