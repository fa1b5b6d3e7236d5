/** Beside a call that is to be made: what to ask, who it is, the case, what was said last, and what was before. */

import { get } from "./client.js";
import { clock, due, ROLES } from "./format.js";
import { Act, Empty, Facts, Section, Tag } from "./parts.js";
import { PersonSection } from "./person.js";
import { Fragment, h, useEffect, useState } from "./react.js";

const NOTHING = { told: null, fault: "" };

/** Read anew whenever the call itself has changed. */
function useBeside(path, row) {
  const [state, set] = useState(NOTHING);
  const [times, again] = useState(0);
  useEffect(() => {
    let isGone = false;
    get(`/console/${path}`).then(
      (told) => isGone || set({ told, fault: "" }),
      (error) => isGone || set((now) => ({ ...now, fault: error.detail || String(error) })),
    );
    return () => {
      isGone = true;
    };
  }, [path, row, times]);
  return [state, () => again(times + 1)];
}

function Ask({ row, told }) {
  const lines = row.line ? [row.line] : told.asks;
  return h(
    Section,
    { title: "可以这样说" },
    lines.map((line) => h("p", { key: line, className: "c-read-out" }, `“${line}”`)),
    row.question && h("p", { className: "c-ask" }, h("span", null, "要问的是：", h("b", null, row.question))),
    told.rating && h("p", { className: "c-ask" }, h("span", null, `上次评 ${told.rating.score} 分`, told.rating.remark && "：", told.rating.remark && h("b", null, told.rating.remark))),
  );
}

function CaseLine({ desk, one }) {
  const deadline = one.kind === "case" ? due(one) : null;
  return h(
    Section,
    { title: one.kind === "case" ? "是哪件事" : "是哪件诉求" },
    h("p", null, h("b", null, one.need)),
    h("p", { className: "c-soft c-marks" }, h("span", { className: "c-number" }, one.case_no), h(Tag, { tone: "good" }, one.status_label), deadline && h(Tag, { tone: deadline.tone }, deadline.text)),
    h(Act, { icon: "cases", keys: "O", "data-act": "open-case", onClick: () => desk.openIt(one.kind, one.case_no) }, "打开来看"),
  );
}

function Last({ desk, told }) {
  if (!told.conversation_id) return null;
  const line = (message) => h("li", { key: message.id }, h("span", { className: "c-soft" }, `${ROLES[message.role] || "系统"} ${clock(message.created_at)}`), h("p", null, message.text));
  return h(
    Section,
    { title: "最近说的" },
    told.last.length > 0 ? h("ul", { className: "c-last" }, told.last.map(line)) : h("p", { className: "c-soft" }, "对话里还没有说过话。"),
    h(Act, { icon: "talks", keys: "W", "data-act": "open-talk", onClick: () => desk.openIt("talk", told.conversation_id) }, "看整个对话"),
  );
}

export function Beside({ desk, path, row }) {
  const [{ told, fault }, again] = useBeside(path, row);
  if (!told) return fault ? h(Empty, { icon: "question", title: fault }, h(Act, { onClick: again }, "重试")) : h("p", { className: "c-soft", role: "status" }, "正在取……");
  const one = told.case;
  const known = one || {};
  return h(
    Fragment,
    null,
    h(Ask, { row, told }),
    h(Section, { title: "是谁" }, h(Facts, { rows: [["企业", known.company], ["联系人", known.contact || row.contact], ["电话", row.phone || known.phone]] })),
    one && h(CaseLine, { desk, one }),
    h(Last, { desk, told }),
    told.person && told.conversation_id && h(PersonSection, { desk, person: told.person, target: { conversation_id: told.conversation_id }, own: told.conversation_id }),
    told.person && !told.conversation_id && h(PersonSection, { desk, person: told.person, target: { case_no: known.case_no }, own: known.case_no }),
  );
}
