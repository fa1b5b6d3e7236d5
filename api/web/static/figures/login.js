// Signing in, where the browser has no session yet; and what is told when a page cannot be shown.

import { clear } from "./charts.js";
import { forget, isKept, logIn } from "./client.js";
import { byId, h } from "../dom.js";
import { Refused } from "../door.js";

// The ways out of a page: signIn shows the form in place of it, fail says what is wrong and how to go on.
export function door(title, start, parts) {
  const main = byId("main");
  function signIn(error) {
    forget();
    clear();
    for (const id of parts) byId(id).hidden = true;
    main.replaceChildren(loginForm(title, start, error && isKept() ? error.message : ""));
    byId("username").focus();
  }
  function fail(error) {
    if (error instanceof Refused && error.status === 401) return signIn(error);
    const again = h("button", { type: "button", class: "quiet", onclick: start }, "重试");
    const leave = error.status === 403 || error.status === 404 ? h("button", { type: "button", class: "quiet", onclick: () => signIn() }, "换一个用户登录") : null;
    return main.replaceChildren(h("div", { class: "fault", role: "alert" }, error.message, again, leave));
  }
  return { signIn, fail };
}

function loginForm(title, done, message) {
  const fault = h("p", { class: "fault", role: "alert", hidden: !message }, message);
  const name = h("input", { id: "username", name: "username", autocomplete: "username", autocapitalize: "none", maxlength: "64", required: true });
  const password = h("input", { id: "password", name: "password", type: "password", autocomplete: "current-password", maxlength: "200", required: true });
  const submit = h("button", { type: "submit", class: "primary" }, "登录");
  async function send(event) {
    event.preventDefault();
    submit.disabled = true;
    try {
      await logIn(name.value.trim(), password.value);
      done();
    } catch (error) {
      fault.textContent = error.message;
      fault.hidden = false;
      password.select();
    } finally {
      submit.disabled = false;
    }
  }
  return h("form", { class: "login", onsubmit: send }, h("h2", {}, title), fault, h("label", { for: "username" }, "用户名"), name, h("label", { for: "password" }, "密码"), password, submit);
}
