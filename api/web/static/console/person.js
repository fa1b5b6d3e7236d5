/** Who it is: the number that was verified, what is bound to it, and one history; binding and letting go. */

import { clock } from "./format.js";
import { Act, Facts, Section, Tag } from "./parts.js";
import { Fragment, h } from "./react.js";

function CaseLine({ desk, row }) {
  const open = () => desk.openIt(row.kind, row.case_no);
  return h("li", null, h("button", { type: "button", className: "c-line-row", onClick: open }, h("span", null, row.need), h("span", { className: "c-soft" }, row.case_no), h(Tag, null, row.status_label)));
}

function TalkLine({ desk, row, label }) {
  const open = () => desk.openIt("talk", row.conversation_id);
  return h("li", null, h("button", { type: "button", className: "c-line-row", onClick: open }, h("span", null, row.need || "还没说需求"), h("span", { className: "c-soft" }, `${label}，${row.messages} 条，${clock(row.updated_at)}`)));
}

function BindingLine({ one }) {
  const end = one.unbound_at && `，${clock(one.unbound_at)} 由${one.unbound_by === "enterprise" ? "本人" : one.unbound_by}解除`;
  return h("li", null, h(Tag, { tone: one.unbound_at ? "calm" : "good" }, one.label), h("span", { className: "c-soft" }, `${clock(one.at)} ${one.how}${one.by === "enterprise" ? "" : `（${one.by}）`}${end || ""}`));
}

/** `own`: what is open, so that it is not listed as something else of the same person. */
export function OneHistory({ desk, person, own }) {
  const labels = Object.fromEntries(person.bindings.map((one) => [one.channel, one.label]));
  const talks = person.talks.filter((row) => row.conversation_id !== own);
  const cases = person.cases.filter((row) => row.case_no !== own);
  return h(
    Fragment,
    null,
    h("ul", { className: "c-shown", "aria-label": "绑定" }, person.bindings.map((one) => h(BindingLine, { key: one.id, one }))),
    talks.length > 0 && h("ul", { "aria-label": "别处的对话" }, talks.map((row) => h(TalkLine, { key: row.conversation_id, desk, row, label: labels[row.channel] || row.channel }))),
    cases.length > 0 && h("ul", { "aria-label": "别处登记的" }, cases.map((row) => h(CaseLine, { key: row.case_no, desk, row }))),
  );
}

/** Another case of the same number: his or another's, nobody has made sure. */
function SameNumber({ desk, rows, own }) {
  const others = (rows || []).filter((row) => row.case_no !== own);
  if (!others.length) return null;
  return h(
    Fragment,
    null,
    h("p", { className: "c-fault" }, "同号码，未核对：下面是这个号码来电登记的，号码可能换过主人，他在自己的页面上看不到。"),
    h("ul", { "aria-label": "同号码，未核对" }, others.map((row) => h(CaseLine, { key: row.case_no, desk, row }))),
  );
}

/** A case of the telephone whose number somebody has bound; whether it is he was not made sure of. */
function Unchecked({ desk, person, own }) {
  const confirm = () => desk.set({ dialog: { name: "confirm-call", of: person } });
  return h(
    Section,
    { title: "同号码，未核对" },
    h("p", { className: "c-soft" }, `${person.phone} 绑定过下面的对话，打电话的是不是同一个人还没有核对。核对以前，他在自己的页面上看不到这件；凭编号和电话查得到。`),
    h(OneHistory, { desk, person, own }),
    h(SameNumber, { desk, rows: person.same_number, own: person.case_no }),
    h(Act, { icon: "person", keys: "U", "data-act": "identity", onClick: confirm }, "核对过是同一个人"),
  );
}

/** `target`: how the service is told what is to be bound. */
export function PersonSection({ desk, person, target, own }) {
  if (!person) return null;
  const open = (dialog) => () => desk.set({ dialog });
  if (person.can_confirm) return h(Unchecked, { desk, person, own });
  if (!person.bound) {
    if (!person.can_bind) return null;
    const bind = open({ name: "bind-person", of: target });
    return h(Section, { title: "身份" }, h("p", { className: "c-soft" }, "还没有绑定手机号。核对是本人后可以绑定，各渠道的往来就在一处看。"), h(Act, { icon: "person", keys: "U", "data-act": "identity", onClick: bind }, "核对身份，绑定"));
  }
  const unbind = open({ name: "unbind-person", of: person });
  return h(
    Section,
    { title: "同一个人" },
    h(Facts, { rows: [["号码", person.phone]] }),
    person.asks_earlier && h("p", { className: "c-fault" }, "号码很久没有核实过，可能换过主人：以前登记的事没有给他看。"),
    person.passed_on && h("p", { className: "c-fault" }, `${clock(person.passed_on)} 起号码由新的机主核实，这里是以前的机主。`),
    h(OneHistory, { desk, person, own }),
    h(SameNumber, { desk, rows: person.same_number, own }),
    h(
      "div",
      { className: "c-acts" },
      target.conversation_id && !person.passed_on && h(Act, { icon: "person", keys: "G", "data-act": "holder", onClick: open({ name: "holder", of: person }) }, person.asks_earlier ? "是同一个人" : "号码换了主人"),
      h(Act, { icon: "cross", keys: "U", "data-act": "identity", onClick: unbind }, "解除这里的绑定"),
    ),
  );
}
