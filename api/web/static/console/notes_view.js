/** A call: what the agent hears and writes, who calls, and the way to a case of the enterprise. */

import { clock } from "./format.js";
import { Act, Facts, Section, Tag } from "./parts.js";
import { Fragment, h } from "./react.js";
import { createCase, openAppealForm } from "./filing.js";
import { OneHistory } from "./person.js";


function CaseLine({ desk, row, kind }) {
  return h(
    "li",
    null,
    h("button", { type: "button", className: "c-line-row", onClick: () => desk.openIt(kind, row.case_no) }, h("span", null, row.need), h("span", { className: "c-soft" }, row.case_no), h(Tag, null, row.status_label), row.checked === false && h(Tag, { tone: "soon" }, "同号码，未核对")),
  );
}

function Cases({ desk, title, rows, kind = "case" }) {
  if (!rows.length) return null;
  return h(Section, { title, count: rows.length }, h("ul", null, rows.map((row) => h(CaseLine, { key: row.case_no, desk, row, kind }))));
}

function Caller({ desk, call }) {
  const names = call.enterprises.map((one) => one.name).join("、");
  const isNew = !names && !call.open.length && !call.past.length;
  return h(
    "section",
    { className: "c-caller", "aria-label": "来电人" },
    h(
      "div",
      { className: "c-caller-head" },
      h("p", { className: "c-caller-phone" }, call.phone),
      h(Tag, { tone: call.state === "ended" ? "calm" : "good" }, { ringing: "来电响铃", answered: "通话中", ended: "已挂断" }[call.state]),
      h("span", { className: "c-soft" }, clock(call.created_at)),
    ),
    isNew
      ? h("p", { className: "c-soft" }, "第一次打来，还没有记录。边听边记，要素会自动认出来。")
      : h(Facts, { rows: [["企业", names], ["联系人", call.contact], ["行业", call.enterprises.map((one) => one.industry).filter(Boolean).join("、")], ["以前来电", call.calls.length > 1 && `${call.calls.length - 1} 次，上次 ${clock(call.calls[1])}`]] }),
    call.call_backs.map((one) => h("p", { key: one.id, className: "c-caller-due" }, h(Tag, { tone: "soon" }, "等着回电"), `${one.reason_label}，${clock(one.created_at)} 登记`)),
    h(Cases, { desk, title: "在办", rows: call.open }),
    h(Cases, { desk, title: "诉求", rows: call.appeals, kind: "appeal" }),
    h(Cases, { desk, title: "以前办过", rows: call.past }),
    call.person && call.person.bound && h(Section, { title: "绑定了这个号码的人" }, h("p", { className: "c-soft" }, "打来的是不是本人，请核对；登记以后在那一件上按 U 确认，才归到他名下。"), h(OneHistory, { desk, person: { ...call.person, cases: [] } })),
  );
}

export function NotesView({ desk, state }) {
  const { notes, hints } = state;
  const isEmpty = !notes.text.trim();
  return h(
    Fragment,
    null,
    h(
      "header",
      { className: "c-work-head" },
      h("div", null, h("h2", null, "通话笔记"), h("p", { className: "c-soft" }, "想到什么记什么，右边边听边给推荐；刷新页面也不会丢。")),
      h(
        "div",
        { className: "c-acts" },
        h(Act, { icon: "cross", disabled: isEmpty && !notes.caller, onClick: () => desk.notes.clear() }, "清空"),
        h(Act, { icon: "appeals", keys: "Alt+Q", "data-act": "file-appeal", disabled: Boolean(state.busy), onClick: () => openAppealForm(desk) }, "登记诉求"),
        h(Act, { icon: "check", tone: "main", keys: "Ctrl+Enter", "data-act": "send", disabled: isEmpty || Boolean(state.busy), onClick: () => createCase(desk) }, "登记成件"),
      ),
    ),
    h(
      "div",
      { className: "c-notes" },
      notes.caller && h(Caller, { desk, call: notes.caller }),
      h("label", { className: "c-notes-label", htmlFor: "c-notes" }, "企业说了什么"),
      h("textarea", { id: "c-notes", value: notes.text, maxLength: 5000, readOnly: state.busy === "send", onChange: (event) => desk.notes.write(event.target.value), placeholder: "例：望城做机械配件的，三十来人，想贷五百万扩产，没有抵押，下月底前要用，姓周" }),
      h("p", { className: "c-soft", role: "status" }, hints.busy ? "正在听……" : hints.result ? `已读懂，用时 ${Math.round(hints.result.took_ms)} 毫秒` : "写满四个字就开始给推荐"),
    ),
  );
}
