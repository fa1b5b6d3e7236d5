/** Binding a number: one calm window, first the number, then its code, then what is bound and where everything stands. */

import { Cases, Earlier, Field, Form, NewOwner, PassedOn } from "./binding_parts.js";
import { progressQuestion } from "./cases.js";
import * as client from "./client.js";
import { Icon } from "./icons.js";
import { Button, Fragment, h, useEffect, useRef, useState } from "./react.js";
import * as session from "./session.js";

const SECOND_MS = 1000;
const UNBOUND = { bound: false };

function NumberStep({ act, isBusy }) {
  return h(
    Form,
    { verb: "获取验证码", isBusy, onSubmit: ({ phone }) => act.ask(phone) },
    h(Field, { key: "phone", label: "手机号", name: "phone", type: "tel", inputMode: "tel", autoComplete: "tel", maxLength: 20, hint: "只用来核对是您本人，绑定后各处登记的事在一处看。" }),
  );
}

/** Seconds until another code may be asked for. */
function useWait(seconds) {
  const [left, setLeft] = useState(seconds);
  useEffect(() => {
    setLeft(seconds);
    const timer = setInterval(() => setLeft((now) => Math.max(0, now - 1)), SECOND_MS);
    return () => clearInterval(timer);
  }, [seconds]);
  return left;
}

function CodeStep({ sent, act, isBusy }) {
  const left = useWait(sent.again_in_seconds);
  const more = h(
    Fragment,
    null,
    h(Button, { onClick: act.another }, "换个号码"),
    h(Button, { disabled: isBusy || left > 0, onClick: () => act.ask(sent.typed) }, left > 0 ? `${left} 秒后可重发` : "重新获取"),
  );
  return h(
    Form,
    { verb: "确认绑定", isBusy, onSubmit: ({ code, new_owner: isNew }) => act.confirm(code, Boolean(isNew)), more },
    h("p", { role: "status" }, `验证码正发往 ${sent.phone}，${sent.expires_in_seconds / 60} 分钟内有效。`),
    h(Field, { key: "code", label: "短信里的6位验证码", name: "code", inputMode: "numeric", autoComplete: "one-time-code", maxLength: 12, hint: "收不到？拨打96871，坐席核对身份后也可以为您绑定。" }),
    h(NewOwner),
  );
}

function Bound({ told, act, isBusy, onOpen }) {
  const places = told.holders.map((one) => (one.own ? `${one.label}（这里）` : one.label)).join("、");
  return h(
    Fragment,
    null,
    h("p", { className: "bind-done", role: "status" }, h(Icon, { name: "check" }), `已绑定 ${told.phone}`),
    h("p", null, `一起绑定的：${places}`),
    h("p", { className: "bind-hint" }, "以后打热线登记的事，请坐席核对是您本人，才会列到这里；凭编号和电话随时查得到。"),
    told.passed_on && h(PassedOn),
    told.asks_earlier && h(Earlier, { act, isBusy }),
    h(Cases, { told, isBusy, onOpen, onMore: () => act.more(told) }),
    h("div", { className: "dialog-actions" }, h(Button, { disabled: isBusy, onClick: act.unbind }, "解除绑定")),
  );
}

async function standing() {
  const saved = session.load();
  if (!saved) return UNBOUND;
  const told = await client.identity(saved);
  return told.bound ? { ...told, ...(await client.wholeHistory(saved)) } : told;
}

/** What came meanwhile moves the pages: no case is listed twice. */
function withOlder(told, page) {
  const known = new Set(told.cases.map((entry) => entry.case_no));
  return { ...told, total: page.total, cases: [...told.cases, ...page.cases.filter((entry) => !known.has(entry.case_no))] };
}

/** What may be done, each deed with the sentence of its refusal. */
function useBinding(conversation) {
  const [state, set] = useState({ told: null, sent: null, fault: "", isBusy: true });
  const change = (part) => set((now) => ({ ...now, ...part }));
  const run = async (deed) => {
    change({ isBusy: true, fault: "" });
    try {
      change(await deed());
    } catch (error) {
      change({ fault: error.detail || String(error) });
    }
    change({ isBusy: false });
  };
  const anew = async () => {
    const told = await standing();
    conversation.refresh();
    return { told, sent: null };
  };
  const act = {
    load: () => run(async () => ({ told: await standing() })),
    ask: (phone) => run(async () => ({ sent: { ...(await client.askCode(await conversation.credentials(), phone)), typed: phone } })),
    confirm: (code, isNew) => run(async () => (await client.confirmCode(session.load(), code, isNew)) && anew()),
    claim: (caseNo) => run(async () => (await client.claimEarlier(session.load(), caseNo)) && anew()),
    settle: () => run(async () => (await client.settleEarlier(session.load()), anew())),
    more: (told) => run(async () => ({ told: withOlder(told, await client.wholeHistory(session.load(), told.cases.length)) })),
    unbind: () => run(async () => (await client.unbind(session.load()), anew())),
    another: () => change({ sent: null, fault: "" }),
  };
  useEffect(() => {
    act.load();
  }, []);
  return [state, act];
}

function Steps({ conversation, onOpen }) {
  const [{ told, sent, fault, isBusy }, act] = useBinding(conversation);
  const step = () => {
    if (!told) return fault ? h(Button, { onClick: act.load }, "重试") : h("p", { role: "status" }, "正在查看……");
    if (told.bound) return h(Bound, { told, act, isBusy, onOpen });
    return sent ? h(CodeStep, { key: sent.typed, sent, act, isBusy }) : h(NumberStep, { act, isBusy });
  };
  return h(Fragment, null, fault && h("p", { className: "bind-fault", role: "alert" }, fault), step());
}

export function BindingButton({ conversation, onSend }) {
  const dialogRef = useRef(null);
  const [opened, setOpened] = useState(0); // how often; opened anew, it may hear only then that it was closed before
  const close = () => dialogRef.current.close();
  const onOpen = (caseNo) => {
    close();
    onSend(progressQuestion(caseNo));
  };
  useEffect(() => {
    if (opened && !dialogRef.current.open) dialogRef.current.showModal();
  }, [opened]);
  return h(
    Fragment,
    null,
    h(Button, { className: "head-new head-bind", onClick: () => setOpened((times) => times + 1), "aria-haspopup": "dialog" }, h(Icon, { name: "phone" }), h("span", null, "绑定手机号")),
    h(
      "dialog",
      { ref: dialogRef, className: "dialog", "aria-labelledby": "bind-title", onClose: () => dialogRef.current.open || setOpened(0) },
      h("div", { className: "bind-head" }, h("h2", { id: "bind-title" }, "绑定手机号"), h("button", { type: "button", className: "bind-close", onClick: close, "aria-label": "关闭" }, h(Icon, { name: "cross" }))),
      h("p", null, "网页、微信和热线登记的事，一处看进度。"),
      opened > 0 && h(Steps, { key: opened, conversation, onOpen }),
    ),
  );
}
