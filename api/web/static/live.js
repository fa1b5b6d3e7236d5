/** Server-sent events over fetch, which unlike EventSource can carry a credential and ask to go on from an event. */

const LEAST_WAIT_MS = 1000;
const MOST_WAIT_MS = 20000;
const SILENT_MS = 40000; // two signs of life are missing: the connection is dead although nobody said so

function parse(block) {
  const event = { id: null, kind: "message", data: "" };
  for (const line of block.split("\n")) {
    const at = line.indexOf(":");
    const [field, value] = [line.slice(0, at), line.slice(at + 1).replace(/^ /, "")];
    if (field === "id") event.id = value;
    if (field === "event") event.kind = value;
    if (field === "data") event.data += value;
  }
  return event.data ? event : null;
}

async function read(response, onEvent, onLife, control) {
  const reader = response.body.pipeThrough(new TextDecoderStream()).getReader();
  let rest = "";
  for (;;) {
    const timer = setTimeout(() => control.abort(), SILENT_MS);
    const { done, value } = await reader.read().finally(() => clearTimeout(timer));
    if (done) return;
    onLife();
    const blocks = (rest + value).split("\n\n");
    rest = blocks.pop();
    for (const block of blocks) {
      const event = parse(block);
      if (event) onEvent({ ...JSON.parse(event.data), id: event.id, kind: event.kind });
    }
  }
}

/**
 * Follow a stream until stopped; return the function that stops it. `headers` is asked at each attempt.
 * `onState` hears "live", "lost", or "ended" where the service will not let this reader in again.
 */
export function follow(url, { headers, onEvent, onState = () => {}, after = null }) {
  let stopped = false;
  let lastId = after;
  let wait = LEAST_WAIT_MS;
  let control = new AbortController();
  const once = async () => {
    control = new AbortController();
    const sent = { Accept: "text/event-stream", ...headers() };
    if (lastId !== null) sent["Last-Event-ID"] = String(lastId);
    const response = await fetch(url, { headers: sent, signal: control.signal, cache: "no-store" });
    if ([401, 403, 404].includes(response.status)) return false;
    if (!response.ok) throw new Error(String(response.status));
    onState("live");
    const hear = (event) => {
      if (event.id !== null) lastId = event.id;
      onEvent(event);
    };
    await read(response, hear, () => { wait = LEAST_WAIT_MS; }, control);
    return true;
  };
  (async () => {
    while (!stopped) {
      const goesOn = await once().catch(() => true);
      if (stopped) return;
      onState(goesOn ? "lost" : "ended");
      if (!goesOn) return;
      await new Promise((done) => setTimeout(done, wait * (0.75 + Math.random() / 2)));
      wait = Math.min(wait * 2, MOST_WAIT_MS);
    }
  })();
  return () => {
    stopped = true;
    control.abort();
  };
}
