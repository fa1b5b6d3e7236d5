/** The only door of the console to the service. Every failure becomes one ApiError with a sentence for the agent. */

const TIMEOUT_MS = 30000;
const UNREACHED = "网络不通或服务没有回应，请稍后再试。";

export class ApiError extends Error {
  constructor(status, detail) {
    super(detail);
    this.status = status;
    this.detail = detail;
  }
}

/** The browser's session says who asks; this header proves that a script of this site does. */
export function headers() {
  return { "X-Qifu-Csrf": "1" };
}

export function toLogin() {
  window.location.assign(`/login?next=${encodeURIComponent(window.location.pathname)}`);
}

async function reach(method, path, body) {
  const sent = { Accept: "application/json", ...headers(), ...(body && { "Content-Type": "application/json" }) };
  const signal = AbortSignal.timeout(TIMEOUT_MS);
  try {
    return await fetch(path, { method, headers: sent, body: body && JSON.stringify(body), signal, cache: "no-store" });
  } catch {
    throw new ApiError(0, UNREACHED);
  }
}

export async function ask(method, path, body) {
  const response = await reach(method, `/api/v1${path}`, body);
  if (response.status === 401) toLogin();
  const answer = response.status === 204 ? null : await response.json().catch(() => null);
  if (!response.ok) throw new ApiError(response.status, (answer && answer.detail) || UNREACHED);
  return answer;
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const end = (path) => ask("DELETE", path);
export const put = (path, body) => ask("PUT", path, body);

export function query(values) {
  const known = Object.entries(values).filter(([, value]) => value !== null && value !== undefined && value !== "");
  return known.length ? `?${new URLSearchParams(known)}` : "";
}
