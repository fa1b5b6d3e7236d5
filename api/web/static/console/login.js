/** The door: name and password, and what was wrong with them. */

import { h, useState } from "./react.js";

export function Login({ desk, note }) {
  const [isBusy, setBusy] = useState(false);
  const onSubmit = async (event) => {
    event.preventDefault();
    const fields = new FormData(event.target);
    setBusy(true);
    await desk.login(fields.get("username"), fields.get("password"));
    setBusy(false);
  };
  const field = (name, label, type, complete) =>
    h("label", { className: "c-field" }, h("span", null, label), h("input", { name, type, required: true, autoComplete: complete, autoFocus: name === "username" }));
  return h(
    "main",
    { className: "c-door" },
    h(
      "form",
      { className: "c-door-form", onSubmit },
      h("img", { src: "/static/icon.svg", alt: "", width: 44, height: 44 }),
      h("h1", null, "坐席工作台"),
      h("p", { className: "c-soft" }, "企服通 · 接对话、记来电、派办件"),
      field("username", "用户名", "text", "username"),
      field("password", "密码", "password", "current-password"),
      note && h("p", { className: "c-fault", role: "alert" }, note),
      h("button", { className: "c-act", "data-tone": "main", disabled: isBusy }, h("span", null, isBusy ? "正在登录……" : "登录")),
    ),
  );
}
