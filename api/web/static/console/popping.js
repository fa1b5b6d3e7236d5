/** A softphone opens the console with `?phone=`: the number leaves the address bar at once, the caller is shown. */

import { post } from "./client.js";

let waiting = null;

function taken() {
  const params = new URLSearchParams(window.location.search);
  const phone = params.get("phone");
  if (phone) window.history.replaceState(null, "", window.location.pathname);
  return phone;
}

/** Show who calls; before the login the number waits in this page. */
export async function pop(desk) {
  waiting = taken() || waiting;
  if (!waiting || desk.state.phase !== "ready") return;
  const phone = waiting;
  waiting = null;
  const call = await desk.act("call", () => post("/calls", { phone, call_id: `page-${Date.now()}`, state: "answered" }));
  if (call) await desk.popCall(call.id);
}
