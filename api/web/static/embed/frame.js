/** The chat inside a frame: when it is closed, when it counts what came meanwhile, where its key is kept. */

import * as session from "../chat/session.js";
import { onHost, tellHost } from "./host.js";

const RECALL_MS = 800;

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
 * Where the browser refuses a foreign frame any storage, the key of the talk lasts as long as the page; a framing site
 * that the operator has named keeps it for the frame as long as its tab lives. Others are never given it.
 */
export async function keepWithHost() {
  if (session.isStored()) return;
  session.onChange((credentials) => tellHost("keep", { credentials }));
  const kept = await new Promise((resolve) => {
    onHost("kept", ({ credentials }) => resolve(credentials));
    setTimeout(() => resolve(null), RECALL_MS);
    tellHost("recall");
  });
  if (kept && typeof kept.id === "string" && typeof kept.token === "string") session.remember(kept);
}
