/** A softphone opens the console with `?phone=`: the number leaves the address bar at once, the caller is shown. */

import { post } from "./client.js";

function taken() {
  const phone = new URLSearchParams(window.location.search).get("phone");
  if (phone) window.history.replaceState(null, "", window.location.pathname);
  return phone;
}

export async function pop(desk) {
  const phone = taken();
  if (!phone || desk.state.phase !== "ready") return;
  const call = await desk.act("call", () => post("/calls", { phone, call_id: `page-${Date.now()}`, state: "answered" }));
  if (call) await desk.popCall(call.id);
}
