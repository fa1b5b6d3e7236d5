/** The login page: signs in and goes on to where one wanted to be. */

import { ask, tell } from "../door.js";

const form = document.getElementById("login");
const fault = document.getElementById("fault");
const [username, password, shown] = ["username", "password", "shown"].map((id) => document.getElementById(id));
const button = form.querySelector("button");

/** Without a `next` the page itself knows where one's work begins: it leads on whoever is signed in. */
function goOn() {
  window.location.replace(form.dataset.next || "/login");
}

function refuse(field, sentence) {
  for (const one of [username, password]) one.toggleAttribute("aria-invalid", one === field);
  if (field) field.setAttribute("aria-invalid", "true");
  tell(fault, sentence);
  (field || password).focus();
}

async function signIn() {
  if (!username.value.trim()) return refuse(username, "请填写用户名。");
  if (!password.value) return refuse(password, "请填写密码。");
  button.disabled = true;
  for (const one of [username, password]) one.removeAttribute("aria-invalid");
  tell(fault, "");
  try {
    await ask("POST", "/api/v1/sessions", { username: username.value.trim(), password: password.value });
    goOn();
  } catch (error) {
    password.value = "";
    refuse(null, error.message);
  } finally {
    button.disabled = false;
  }
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  signIn();
});
shown.addEventListener("change", () => {
  password.type = shown.checked ? "text" : "password";
});

// Coming from another site the browser holds the cookie back, so the page was shown to one who is signed in already.
ask("GET", "/api/v1/me").then(goOn, () => {});
