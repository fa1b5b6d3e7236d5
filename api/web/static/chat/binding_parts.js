/** Parts of the binding window: a field, a form, a case; and what is asked of a number that was silent for long. */

import { Icon } from "./icons.js";
import { Button, Fragment, h } from "./react.js";

export function Field({ label, hint, ...rest }) {
  return h(
    "label",
    { className: "bind-field" },
    h("span", null, label),
    h("input", { autoFocus: true, required: true, ...rest }),
    hint && h("span", { className: "bind-hint" }, hint),
  );
}

export function Form({ verb, isBusy, onSubmit, children, more }) {
  const submit = (event) => {
    event.preventDefault();
    onSubmit(Object.fromEntries(new FormData(event.target)));
  };
  return h(
    "form",
    { onSubmit: submit, noValidate: true },
    children,
    h("div", { className: "dialog-actions" }, more, h(Button, { color: "primary", type: "submit", disabled: isBusy }, verb)),
  );
}

export function NewOwner() {
  return h("label", { className: "bind-check" }, h("input", { type: "checkbox", name: "new_owner", value: "yes" }), h("span", null, "这个号码是我新办的，以前用它登记的不是我的事"));
}

function CaseRow({ entry, onOpen }) {
  return h(
    "li",
    null,
    h("button", { type: "button", className: "bind-case", onClick: () => onOpen(entry.case_no) }, h("b", null, entry.case_no), h("span", null, entry.about), h("span", { className: "bind-state" }, entry.status_label)),
  );
}

/** What stands where, the newest first; what is older is fetched when it is wanted. */
export function Cases({ told, isBusy, onOpen, onMore }) {
  const left = told.total - told.cases.length;
  if (!told.cases.length) return told.asks_earlier ? null : h("p", null, "各处都还没有登记过的事。");
  return h(
    Fragment,
    null,
    h("ul", { className: "bind-cases", "aria-label": "我的全部进度" }, told.cases.map((entry) => h(CaseRow, { key: entry.case_no, entry, onOpen }))),
    left > 0 && h("div", { className: "bind-more" }, h(Button, { disabled: isBusy, onClick: onMore }, `更早的（还有 ${left} 件）`)),
  );
}

/** What was recorded under the number before may be another's: a case number tells, or he says that it is. */
export function Earlier({ act, isBusy }) {
  return h(
    "section",
    { className: "bind-earlier", "aria-label": "以前登记的事" },
    h("p", null, "这个号码很久没有核实过，可能换过主人，以前登记的事先不显示。是您登记的，填其中任意一个编号就能看到。"),
    h(
      Form,
      { verb: "核对", isBusy, onSubmit: ({ case_no: caseNo }) => act.claim(caseNo), more: h(Button, { disabled: isBusy, onClick: act.settle }, "号码是我新办的") },
      h(Field, { label: "以前登记的编号", name: "case_no", autoFocus: false, autoComplete: "off", maxLength: 40, hint: "例如 XQ202611230001。记不起来，请拨打96871由坐席核对。" }),
    ),
  );
}

export function PassedOn() {
  return h("p", { className: "bind-fault", role: "status" }, h(Icon, { name: "phone" }), " 这个号码后来在别处重新核实过，这里只看得到以前绑定的对话里的事。号码还是您的，请解除后再绑一次。");
}
