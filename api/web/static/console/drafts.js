/** Replies that are not sent yet: kept in this window, so that a reload loses nothing. */

const KEY = "qifu.console.drafts";

export function read() {
  try {
    return JSON.parse(window.sessionStorage.getItem(KEY) || "{}");
  } catch {
    return {};
  }
}

export function keep(drafts) {
  const begun = Object.fromEntries(Object.entries(drafts).filter(([, text]) => text));
  try {
    window.sessionStorage.setItem(KEY, JSON.stringify(begun));
  } catch {
    // The browser keeps nothing: they last as long as the page.
  }
}

export function forget() {
  window.sessionStorage.removeItem(KEY);
}
