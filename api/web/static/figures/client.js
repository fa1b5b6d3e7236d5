// Asking the service: with the browser's session if there is one, else with a token kept until the tab is closed.

import { Refused } from "../door.js";
import { query } from "../query.js";

const KEY = "qifu.figures.token";

export const isKept = () => Boolean(sessionStorage.getItem(KEY));
export const forget = () => sessionStorage.removeItem(KEY);

function headers() {
  const token = sessionStorage.getItem(KEY);
  return token ? { Authorization: `Bearer ${token}` } : {};
}

async function send(path, options = {}) {
  let answer;
  try {
    answer = await fetch(path, { credentials: "same-origin", ...options, headers: { ...headers(), ...options.headers } });
  } catch {
    throw new Refused(0, "连不上服务，请检查网络后重试。");
  }
  if (answer.ok) return answer;
  const told = await answer.json().catch(() => ({}));
  throw new Refused(answer.status, told.detail || `服务没有答复（${answer.status}）。`);
}

export const figure = async (name, filters) => (await send(`/api/v1/figures/${name}?${query(filters)}`)).json();

export const institution = async (key, filters) => (await send(`/api/v1/institutions/${encodeURIComponent(key)}?${query(filters)}`)).json();

export async function cases(filters) {
  const answer = await send(`/api/v1/demands?${query(filters)}`);
  return { rows: await answer.json(), total: Number(answer.headers.get("X-Total-Count")) };
}

export async function bulletin(quarter, file, window) {
  const answer = await send(`/api/v1/bulletins/${quarter}.${file}?${query({ window })}`);
  const name = /filename\*=UTF-8''(.+)$/.exec(answer.headers.get("Content-Disposition") || "");
  return { blob: await answer.blob(), name: name ? decodeURIComponent(name[1]) : `${quarter}.${file}` };
}

export async function logIn(username, password) {
  const body = JSON.stringify({ username, password });
  const answer = await send("/api/v1/login", { method: "POST", body, headers: { "Content-Type": "application/json" } });
  const told = await answer.json();
  sessionStorage.setItem(KEY, told.token);
}
