/** The door of the pages that live on the browser's session: JSON or a form in, JSON out, faults as one sentence. */

const TIMEOUT_MS = 20000;
const UNREACHED = "网络不通或服务没有回应，请稍后再试。";

/** Proves that a script of this site sends the request, which a cookie alone does not. */
export const PROOF = { "X-Qifu-Csrf": "1" };

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
    this.detail = detail;
  }
}

async function bodyOf(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

async function reach(method, path, body, milliseconds) {
  const headers = { Accept: "application/json", ...PROOF };
  const isForm = body instanceof FormData; // the browser names its type, with the boundary
  if (body && !isForm) headers["Content-Type"] = "application/json";
  let response;
  try {
    const signal = AbortSignal.timeout(milliseconds);
    response = await fetch(path, { method, headers, body: body && !isForm ? JSON.stringify(body) : body, signal, cache: "no-store" });
  } catch {
    throw new Refused(0, UNREACHED);
  }
  const answer = response.status === 204 ? null : await bodyOf(response);
  if (!response.ok) throw new Refused(response.status, (answer && answer.detail) || UNREACHED);
  return { answer, response };
}

export const ask = async (method, path, body, milliseconds = TIMEOUT_MS) => (await reach(method, path, body, milliseconds)).answer;

/** A page of a list, and how much there is on all pages. */
export async function pageOf(path) {
  const { answer, response } = await reach("GET", path, null, TIMEOUT_MS);
  return { rows: answer, total: Number(response.headers.get("X-Total-Count")) };
}

export function toLogin() {
  window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname)}`);
}

/** Shows a sentence in its place, or hides the place. */
export function tell(place, sentence) {
  place.textContent = sentence || place.textContent;
  place.hidden = !sentence;
}
