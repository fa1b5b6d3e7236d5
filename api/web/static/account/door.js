/** The only door of the account pages to the service: JSON in, JSON out, faults as one sentence. */

const TIMEOUT_MS = 20000;
const UNREACHED = "网络不通或服务没有回应，请稍后再试。";

export class Refused extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
  }
}

async function bodyOf(response) {
  try {
    return await response.json();
  } catch {
    return null;
  }
}

/** The header proves that a script of this site sends the request, which a cookie alone does not. */
export async function ask(method, path, body) {
  const headers = { Accept: "application/json", "X-Qifu-Csrf": "1" };
  if (body) headers["Content-Type"] = "application/json";
  let response;
  try {
    const signal = AbortSignal.timeout(TIMEOUT_MS);
    response = await fetch(path, { method, headers, body: body && JSON.stringify(body), signal, cache: "no-store" });
  } catch {
    throw new Refused(0, UNREACHED);
  }
  const answer = response.status === 204 ? null : await bodyOf(response);
  if (!response.ok) throw new Refused(response.status, (answer && answer.detail) || UNREACHED);
  return answer;
}

export function toLogin() {
  window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname)}`);
}

/** Shows a sentence in its place, or hides the place. */
export function tell(place, sentence) {
  place.textContent = sentence || place.textContent;
  place.hidden = !sentence;
}
