/** The chat inside a frame: when it is closed, when it counts what came meanwhile, where its key is kept. */

import * as session from "../chat/session.js";
import { onHost, tellHost } from "./host.js";

const KEY = "/embed/key";
const READ_MS = 4000;

/** Escape closes the frame, unless it closes something inside it or ends a composition. */
export function closeOnEscape() {
  window.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.isComposing || document.querySelector("dialog[open]")) return;
    tellHost("close");
  });
}

/** While the frame is closed, what others say is counted, and the framing page shows the figure. */
export function countUnread(conversation) {
  let isShown = true;
  let known = 0;
  const heard = () => conversation.state.messages.filter((message) => message.role !== "user").length;
  onHost("hidden", () => {
    isShown = false;
    known = heard();
  });
  onHost("shown", () => {
    isShown = true;
    tellHost("unread", { count: 0 });
  });
  conversation.subscribe(() => {
    if (!isShown) tellHost("unread", { count: Math.max(0, heard() - known) });
  });
}

/**
 * Where the browser refuses a foreign frame any storage, the key of the talk is kept in a cookie that belongs to the
 * frame inside this one site; scripts, the framing site's among them, cannot read it.
 */
export async function keepInCookie() {
  if (session.isStored()) return;
  session.onChange(write);
  const kept = await read();
  if (kept) session.remember(kept);
}

async function read() {
  try {
    const answer = await fetch(KEY, { signal: AbortSignal.timeout(READ_MS), cache: "no-store" });
    if (answer.status !== 200) return null;
    const { conversation_id: id, token } = await answer.json();
    return { id, token };
  } catch {
    return null; // without it the talk lasts as long as the page
  }
}

function write(credentials) {
  const body = credentials && JSON.stringify({ conversation_id: credentials.id, token: credentials.token });
  const sent = body ? { method: "PUT", body, headers: { "Content-Type": "application/json" } } : { method: "DELETE" };
  fetch(KEY, { ...sent, keepalive: true }).catch(() => {});
}
