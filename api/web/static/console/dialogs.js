/** Windows over the desk: the key map, and the short forms behind the actions. */

import { post } from "./client.js";
import { clock } from "./format.js";
import { FORMS } from "./forms.js";
import { MAP } from "./keys.js";
import { Act } from "./parts.js";
import { h, useLayoutEffect, useRef, useState } from "./react.js";

function Frame({ desk, title, children, wide }) {
  const [ref, isGone, isPressed] = [useRef(null), useRef(false), useRef(false)];
  const isOutside = (event) => event.target === ref.current;
  const onPointerDown = (event) => {
    isPressed.current = isOutside(event); // marking text that ends outside is no wish to close
  };
  const close = () => isGone.current || desk.set({ dialog: null });
  useLayoutEffect(() => {
    const dialog = ref.current;
    dialog.showModal();
    const field = dialog.querySelector("[data-first]");
    if (field) field.focus();
    dialog.scrollTop = 0; // a long window begins with its title, not with the button that has the focus
    return () => {
      isGone.current = true; // its late "close" is not that of a window opened since
      dialog.close(); // which gives the focus back to where it was
    };
  }, []);
  const onKeyDown = (event) => {
    if (event.key === "?" && wide) close();
  };
  const onCancel = (event) => {
    event.preventDefault(); // a "close" comes a frame later, and the keys pressed meanwhile would be lost
    close();
  };
  return h(
    "dialog",
    { ref, className: "c-dialog", "data-wide": wide, "aria-labelledby": "c-dialog-title", onClose: close, onCancel, onKeyDown, onPointerDown, onClick: (event) => isOutside(event) && isPressed.current && close() },
    h("div", { className: "c-dialog-in" }, h("h2", { id: "c-dialog-title" }, title), children),
  );
}

function KeyMap({ desk }) {
  const groups = MAP.map(([title, rows]) =>
    h("section", { key: title, "aria-label": title }, h("h3", null, title), h("dl", { className: "c-keymap" }, rows.map(([key, what]) => h("div", { key }, h("dt", null, h("kbd", { className: "c-key" }, key)), h("dd", null, what))))),
  );
  return h(
    Frame,
    { desk, title: "按键表", wide: true },
    h("div", { className: "c-keymaps" }, groups),
    h("div", { className: "c-acts c-acts-end" }, h(Act, { onClick: () => desk.set({ dialog: null }), "data-first": true }, "关上")),
  );
}

function Field({ field }) {
  const { name, label, type = "text", options, value, hint, first, required, most } = field;
  const given = { name, id: `c-field-${name}`, "data-first": first, required, defaultValue: value };
  const inner = options
    ? h("select", given, options.map(([key, text]) => h("option", { key, value: key }, text)))
    : type === "long"
      ? h("textarea", { ...given, rows: 4, maxLength: most || 500 })
      : h("input", { ...given, type, maxLength: 200 });
  return h("label", { className: "c-field" }, h("span", null, label), inner, hint && h("span", { className: "c-soft" }, hint));
}

function FormWindow({ desk, state, form, dialog }) {
  const [fault, setFault] = useState("");
  const [isBusy, setBusy] = useState(false);
  const isSent = useRef(false); // the keys send however the button stands
  const made = form(dialog, state);
  const onSubmit = async (event) => {
    event.preventDefault();
    if (isSent.current) return;
    isSent.current = true;
    setBusy(true);
    try {
      const answer = await made.send(Object.fromEntries(new FormData(event.target)));
      if (desk.state.dialog === dialog) desk.set({ dialog: null }); // not one that was opened since
      desk.say(typeof made.done === "function" ? made.done(answer) : made.done);
      await desk.act("after", () => true);
    } catch (error) {
      setFault(error.detail || String(error));
      setBusy(false);
      isSent.current = false;
    }
  };
  return h(
    Frame,
    { desk, title: made.title },
    h(
      "form",
      { onSubmit },
      made.line && h("p", { className: "c-soft" }, made.line),
      made.fields.map((field) => h(Field, { key: field.name, field })),
      fault && h("p", { className: "c-fault", role: "alert" }, fault),
      h("div", { className: "c-acts c-acts-end" }, h(Act, { onClick: () => desk.set({ dialog: null }) }, "取消"), h("button", { className: "c-act", "data-tone": "main", disabled: isBusy }, h("span", null, made.verb))),
    ),
  );
}

/** The number in clear stays on the page only as long as this window is open. */
function Reveal({ desk, dialog }) {
  const [shown, setShown] = useState(null);
  const [fault, setFault] = useState("");
  const isSent = useRef(false); // each look is kept
  const onSubmit = async (event) => {
    event.preventDefault();
    if (isSent.current) return;
    isSent.current = true;
    try {
      setShown(await post(dialog.path, { purpose: new FormData(event.target).get("purpose") }));
    } catch (error) {
      setFault(error.detail);
      isSent.current = false;
    }
  };
  const close = () => desk.set({ dialog: null });
  if (shown) {
    return h(Frame, { desk, title: "联系方式" }, h("p", { className: "c-revealed" }, shown.phone || "没有留电话"), shown.contact && h("p", null, shown.contact), h("p", { className: "c-soft" }, "这次查看已留痕。"), h("div", { className: "c-acts c-acts-end" }, h(Act, { onClick: close, tone: "main", "data-first": true }, "关上")));
  }
  return h(
    Frame,
    { desk, title: "查看电话" },
    h(
      "form",
      { onSubmit },
      h(Field, { field: { name: "purpose", label: "为什么看", value: "联系企业核对需求", first: true, required: true, hint: "谁看的、为什么看会记下来" } }),
      fault && h("p", { className: "c-fault", role: "alert" }, fault),
      h("div", { className: "c-acts c-acts-end" }, h(Act, { onClick: close }, "取消"), h("button", { className: "c-act", "data-tone": "main" }, h("span", null, "查看"))),
    ),
  );
}

/** The address by which the enterprise rates the case itself; each opening hands out a new one, and it is noted who did. */
function RatingLink({ desk, dialog }) {
  const [made, setMade] = useState(null);
  const [told, setTold] = useState("");
  const ref = useRef(null);
  useLayoutEffect(() => {
    post(dialog.path).then(setMade, (error) => setTold(error.detail || String(error)));
  }, []);
  const copy = async () => {
    ref.current.select();
    try {
      await navigator.clipboard.writeText(made.url);
      setTold("已复制");
    } catch {
      setTold("浏览器不让复制，地址已选中，请按 Ctrl+C");
    }
  };
  return h(
    Frame,
    { desk, title: "评价链接" },
    made && h("label", { className: "c-field" }, h("span", null, "发给企业，点开就能评价，不用登录"), h("input", { ref, readOnly: true, value: made.url, "data-first": true, onFocus: (event) => event.target.select() })),
    made && h("p", { className: "c-soft" }, `${clock(made.expires_at)}前有效，只能评价这一件。给出链接已留痕。`),
    h("p", { className: made ? "c-soft" : "c-fault", role: made ? "status" : "alert" }, told),
    h("div", { className: "c-acts c-acts-end" }, h(Act, { onClick: () => desk.set({ dialog: null }) }, "关上"), made && h(Act, { onClick: copy, tone: "main" }, "复制")),
  );
}

export function Dialog({ desk, state }) {
  const { dialog } = state;
  if (!dialog) return null;
  if (dialog.name === "keys") return h(KeyMap, { desk });
  if (dialog.name === "reveal") return h(Reveal, { desk, dialog });
  if (dialog.name === "rating-link") return h(RatingLink, { desk, dialog });
  return h(FormWindow, { key: dialog.name, desk, state, form: FORMS[dialog.name], dialog });
}
