// Signing in, where the browser has no session yet.

import { logIn } from "./client.js";
import { h } from "../dom.js";

export function loginForm(done, message = "") {
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
  return h("form", { class: "login", onsubmit: send }, h("h2", {}, "登录后查看统计"), fault, h("label", { for: "username" }, "用户名"), name, h("label", { for: "password" }, "密码"), password, submit);
}
