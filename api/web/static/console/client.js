/** The console's way through the door: addresses without the prefix, and the login page where the session is over. */

import { PROOF, ask as pass, toLogin } from "../door.js";

const TIMEOUT_MS = 30000;

export { toLogin };
export const headers = () => PROOF;

export async function ask(method, path, body) {
  try {
    return await pass(method, `/api/v1${path}`, body, TIMEOUT_MS);
  } catch (error) {
    if (error.status === 401) toLogin();
    throw error;
  }
}

export const get = (path) => ask("GET", path);
export const post = (path, body = {}) => ask("POST", path, body);
export const end = (path) => ask("DELETE", path);
export const put = (path, body) => ask("PUT", path, body);
