/** The only door to the service. Every failure becomes one ApiError that says what the person can do about it. */

const TIMEOUT_MS = 60000;
const BASE = "/api/v1/conversations";

/** kind: "network" and "server" may be sent again as they are, "busy" a little later, "refused" only changed, "gone" never. */
export class ApiError extends Error {
  constructor(kind, detail) {
    super(detail);
    this.kind = kind;
    this.detail = detail;
  }

  get retryable() {
    return this.kind !== "refused";
  }
}

const KIND_BY_STATUS = { 401: "gone", 403: "gone", 404: "gone", 429: "busy" };
const SENTENCE = {
  network: "网络不通，这条消息还没有送到。",
  server: "服务暂时没有回应，请稍后重试。",
  busy: "您发得有点快，请稍等片刻再试。",
  refused: "这条消息没能送出，请改一改再发。",
  gone: "上次的对话已经结束。",
};

function kindOf(status) {
  return KIND_BY_STATUS[status] || (status >= 500 ? "server" : "refused");
}

async function detailOf(response) {
  try {
    const { detail } = await response.json();
    return typeof detail === "string" && detail ? detail : null;
  } catch {
    return null;
  }
}

async function reach(path, options) {
  const control = new AbortController();
  const timer = setTimeout(() => control.abort(), TIMEOUT_MS);
  try {
    return await fetch(path, { ...options, signal: control.signal, credentials: "omit", cache: "no-store" });
  } catch {
    throw new ApiError("network", SENTENCE.network);
  } finally {
    clearTimeout(timer);
  }
}

async function call(method, path, token, body) {
  const headers = { Accept: "application/json" };
  if (token) headers.Authorization = `Bearer ${token}`;
  if (body) headers["Content-Type"] = "application/json";
  const response = await reach(path, { method, headers, body: body && JSON.stringify(body) });
  if (!response.ok) {
    const kind = kindOf(response.status);
    throw new ApiError(kind, (await detailOf(response)) || SENTENCE[kind]);
  }
  if (response.status === 204) return null;
  try {
    return await response.json();
  } catch {
    throw new ApiError("network", SENTENCE.network);
  }
}

/** A window that the service does not know, because a site names it wrongly, must not keep anybody from talking. */
export async function create(window) {
  const wish = { channel: "web", ...(window && { window }) };
  const made = await call("POST", BASE, null, wish).catch((error) => {
    if (!window || error.kind !== "refused") throw error;
    return call("POST", BASE, null, { channel: "web" });
  });
  return { id: made.conversation_id, token: made.token };
}

export function read({ id, token }) {
  return call("GET", `${BASE}/${encodeURIComponent(id)}`, token);
}

export function eventsOf({ id }) {
  return `${BASE}/${encodeURIComponent(id)}/events`;
}

/** The same `clientMessageId` twice has one effect and the same answer, so a retry is safe. */
export function post({ id, token }, text, clientMessageId) {
  const body = { text, client_message_id: clientMessageId };
  return call("POST", `${BASE}/${encodeURIComponent(id)}/messages`, token, body);
}

function of({ id, token }, method, rest, body) {
  return call(method, `${BASE}/${encodeURIComponent(id)}/${rest}`, token, body);
}

export const identity = (saved) => of(saved, "GET", "identity");
export const wholeHistory = (saved, offset = 0) => of(saved, "GET", `history?offset=${offset}`);
export const askCode = (saved, phone) => of(saved, "POST", "identity/codes", { phone });
export const confirmCode = (saved, code, isNew) => of(saved, "POST", "identity", { code, new_owner: isNew });
export const claimEarlier = (saved, caseNo) => of(saved, "POST", "identity/earlier", { case_no: caseNo });
export const settleEarlier = (saved) => of(saved, "DELETE", "identity/earlier");
export const unbind = (saved) => of(saved, "DELETE", "identity");
