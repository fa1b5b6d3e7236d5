/** The short forms about who somebody is: binding, letting go, and whose a number is. */

import { post } from "./client.js";

/** The number is that of the caller on the telephone, or typed; in clear it is never shown. */
function bindPerson({ of }, state) {
  const { caller } = state.notes;
  const isCalling = caller && caller.state !== "ended";
  const from = { name: "from", label: "哪个号码", options: [["call", `正在接的来电 ${isCalling && caller.phone}`], ["", "另填一个"]], first: true };
  return {
    title: "核对身份，绑定号码", verb: "绑定", done: (made) => `已绑定 ${made.phone}`,
    line: "确认是号码的本人以后再绑定：绑定后，他在这里看得到自己各处登记的事。这次绑定会留痕。",
    fields: [
      ...(isCalling ? [from] : []),
      { name: "phone", label: isCalling ? "另填的号码" : "号码", type: "tel", first: !isCalling, required: !isCalling },
      { name: "reason", label: "怎么核对的", type: "long", required: true, hint: "例：本人来电，报出了编号和企业名称" },
    ],
    send: ({ from: source, phone, reason }) => post("/identity/bindings", { ...of, reason, ...(source === "call" && !phone ? { call_id: caller.id } : { phone }) }),
  };
}

/** What was taken down on the telephone joins the person who has bound its number. */
function confirmCall({ of }) {
  return {
    title: "核对过是同一个人", verb: "归到他名下", done: "已归到他名下，他在自己的页面上看得到了",
    line: `确认打电话的就是绑定 ${of.phone} 的本人再办：办了以后，他在网页、微信里看得到这件。会留痕，可以解除。`,
    fields: [{ name: "reason", label: "怎么核对的", type: "long", first: true, required: true, hint: "例：来电人报出了以前的编号和企业名称" }],
    send: ({ reason }) => post("/identity/bindings", { case_no: of.case_no, own_number: true, reason }),
  };
}

function unbindPerson({ of }) {
  return {
    title: "解除绑定", verb: "解除", done: "已解除，这里只看得到在这里登记的事",
    line: `现在绑定的是 ${of.phone}。`,
    fields: [{ name: "reason", label: "为什么", type: "long", first: true, required: true }],
    send: ({ reason }) => post(`/identity/bindings/${of.binding_id}/removal`, { reason }),
  };
}

/** The number is another's by now, or both are the same person after all. */
function holder({ of }) {
  const isAsked = of.asks_earlier;
  const words = isAsked
    ? { title: "核对过是同一个人", verb: "是同一个人", done: "以前登记的事也看得到了", line: `${of.phone} 很久没有核实过，以前登记的事先不显示。确认前后是同一个人再办，会留痕。` }
    : { title: "号码换了主人", verb: "分开", done: "已分开，这个号码只归这个对话的人", line: `${of.phone} 从此只归这个对话的人：他看不到以前的机主登记的事，以前的机主也看不到他的。会留痕。` };
  return {
    ...words,
    fields: [{ name: "reason", label: "怎么核对的", type: "long", first: true, required: true }],
    send: ({ reason }) => post(`/identity/bindings/${of.binding_id}/${isAsked ? "joining" : "separation"}`, { reason }),
  };
}

export const IDENTITY_FORMS = { holder, "bind-person": bindPerson, "unbind-person": unbindPerson, "confirm-call": confirmCall };
