/** Remembers which conversation this device is in; works for the page's life where storage is blocked. */

const KEY = "qifu.conversation";
let inMemory = null;
let listener = () => {};

/** Tell whether this browser lets the page keep anything; a frame of a foreign site may be refused. */
export function isStored() {
  try {
    window.localStorage.setItem(`${KEY}.probe`, "1");
    window.localStorage.removeItem(`${KEY}.probe`);
    return true;
  } catch {
    return false;
  }
}

/** Be told of each new key, and of null when it is dropped. */
export function onChange(told) {
  listener = told;
}

/** Take a key that was kept elsewhere. */
export function remember(credentials) {
  inMemory = { id: credentials.id, token: credentials.token };
}

export function load() {
  try {
    const saved = JSON.parse(window.localStorage.getItem(KEY) || "null");
    return saved && saved.id && saved.token ? saved : inMemory;
  } catch {
    return inMemory;
  }
}

export function save(credentials) {
  inMemory = credentials;
  listener(credentials);
  try {
    window.localStorage.setItem(KEY, JSON.stringify(credentials));
  } catch {
    // Private windows may refuse storage: the conversation then lasts as long as the page.
  }
}

export function clear() {
  inMemory = null;
  listener(null);
  try {
    window.localStorage.removeItem(KEY);
  } catch {
    // Nothing was stored.
  }
}

/** A random id; `crypto.randomUUID` exists only on secure origins, and intranets may have none. */
export function newId() {
  if (window.crypto.randomUUID) {
    return window.crypto.randomUUID();
  }
  const bytes = window.crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
