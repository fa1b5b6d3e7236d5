/** Talking with the page that frames the chat. Nothing personal is told. */

const isFramed = window.parent !== window;
const listeners = new Set();

export function tellHost(type, detail = {}) {
  if (isFramed) window.parent.postMessage({ qifu: type, ...detail }, "*");
}

export function onHost(type, listener) {
  const entry = { type, listener };
  listeners.add(entry);
  return () => listeners.delete(entry);
}

window.addEventListener("message", ({ source, data }) => {
  if (!isFramed || source !== window.parent || !data || typeof data.qifu !== "string") return;
  listeners.forEach(({ type, listener }) => type === data.qifu && listener(data));
});

/** What the frame's address says after the `#`: servers and their logs never see it. */
export function readWishes() {
  const wishes = new URLSearchParams(window.location.hash.slice(1));
  const take = (name, length) => (wishes.get(name) || "").trim().slice(0, length);
  return { color: take("color", 7), greeting: take("greeting", 80), window: take("window", 64) };
}
