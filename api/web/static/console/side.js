/** The right pane: what was understood, what fits, what to ask, and what is known besides. */

import { AppealFacts } from "./others.js";
import { Beside } from "./beside.js";
import { CaseFacts, Duplicates } from "./case.js";
import { Icon } from "./icons.js";
import { Act, Empty, Key, Section, Tag } from "./parts.js";
import { PersonSection } from "./person.js";
import { Fragment, h, useState } from "./react.js";

const LETTERS = ["J", "K", "L"];
const TONES = { 符合: "good", 不符合: "late", 待核实: "soon" };
const KINDS = [["", "全部"], ["service", "服务"], ["institution", "机构"], ["expert", "专家"], ["policy", "政策"]];

function Fact({ desk, fact, i }) {
  const [isOpen, setOpen] = useState(false);
  const keep = (value) => {
    setOpen(false);
    if (value !== fact.text) desk.hints.correct(fact.name, value);
  };
  const save = (event) => {
    event.preventDefault();
    event.target.elements.value.blur();
  };
  const onKeyDown = (event) => {
    if (event.key !== "Escape") return;
    event.target.value = fact.text; // what leaving the field keeps
    event.target.blur();
  };
  const corrected = fact.name in desk.state.hints.corrections;
  return h(
    "div",
    { className: "c-fact" },
    h("dt", null, fact.label),
    h(
      "dd",
      null,
      isOpen
        ? h("form", { onSubmit: save }, h("input", { name: "value", defaultValue: fact.text, autoFocus: true, onKeyDown, onBlur: (event) => keep(event.target.value.trim()), "aria-label": `更正${fact.label}，留空去掉` }))
        : h("button", { type: "button", className: "c-fact-value", "data-corrected": corrected, onClick: () => setOpen(true), "aria-keyshortcuts": i ? undefined : "Alt+G", title: "按一下更正" }, fact.text),
    ),
  );
}

/** Facts on which the match depends and that nobody has told yet can be added. */
function Missing({ desk, facts }) {
  const known = new Set(facts.map((fact) => fact.name));
  const wanted = [["region", "地区"], ["industry", "行业"], ["amount_cny", "金额"]].filter(([name]) => !known.has(name));
  return wanted.map(([name, label]) => h(Fact, { key: name, desk, fact: { name, label, text: "" }, i: 1 }));
}

function Criteria({ item }) {
  if (!item.criteria.length) return null;
  return h(
    "ul",
    { className: "c-criteria" },
    item.criteria.map((one, i) => h("li", { key: i }, h(Tag, { tone: TONES[one.verdict] }, one.verdict), h("span", null, h("b", null, one.name), " ", one.evidence))),
  );
}

function Item({ desk, state, item, place }) {
  const verdict = state.hints.verdicts[item.item_id];
  const use = () => {
    desk.hints.judge(item, "used");
    if (state.hints.of === "notes" || !item.line) return;
    const before = state.drafts[state.hints.of];
    desk.draft(state.hints.of, [before, item.line].filter(Boolean).join("\n"));
    const field = document.getElementById("c-line");
    if (field) field.focus();
  };
  const letter = LETTERS[place];
  const name = h("span", { className: "offscreen" }, `：${item.name}`);
  return h(
    "li",
    { className: "c-item", "data-verdict": verdict },
    h("p", { className: "c-item-name" }, h("span", { className: "c-place" }, place + 1), h("b", null, item.name)),
    h("p", { className: "c-soft" }, item.provider),
    item.line && h("p", { className: "c-read-out" }, h("span", { className: "offscreen" }, "可以念："), `“${item.line}”`),
    h(Criteria, { item }),
    h(
      "div",
      { className: "c-item-acts" },
      h(Act, { tone: verdict === "used" ? "done" : "plain", keys: letter && `Alt+${letter}`, "data-act": `use-${place}`, "aria-pressed": verdict === "used", onClick: use }, verdict === "used" ? "用了" : "用", name),
      h(Act, { tone: verdict === "rejected" ? "bad" : "plain", "data-act": `reject-${place}`, "aria-pressed": verdict === "rejected", onClick: () => desk.hints.judge(item, "rejected") }, "不合适", name),
    ),
  );
}

function Question({ need }) {
  if (!need.question) return null;
  return h("p", { className: "c-ask" }, h(Icon, { name: "question" }), h("span", null, "追问一句：", h("b", null, need.question.text)));
}

function Kinds({ desk, state }) {
  const now = state.hints.kinds[0] || "";
  return h("div", { className: "c-views", role: "group", "aria-label": "推荐的种类" }, KINDS.map(([kind, label]) => h("button", { key: kind, type: "button", className: "c-view", "aria-pressed": kind === now, onClick: () => desk.hints.only(kind ? [kind] : []) }, label)));
}

function Needs({ desk, state, result }) {
  let place = -1;
  return result.needs.map((need) =>
    h(
      Fragment,
      { key: need.match_id },
      result.needs.length > 1 && h("p", { className: "c-need" }, need.text),
      !need.answerable && h("p", { className: "c-fault" }, "目录里没有把握的，下面是最接近的；可以先登记，由窗口找。"),
      h(Question, { need }),
      h("ol", { className: "c-items" }, need.items.map((item) => h(Item, { key: item.item_id, desk, state, item: { ...item, match_id: need.match_id }, place: (place += 1) }))),
    ),
  );
}

function Hints({ desk, state }) {
  const { hints } = state;
  if (hints.error) return h("p", { className: "c-fault", role: "alert" }, hints.error);
  if (!hints.result) return h(Empty, { icon: "spark", title: hints.busy ? "正在找" : "还没有推荐" }, hints.busy ? "" : hints.of === "notes" ? "听到需求后，这里给出前三项和一句可以念的话。" : "接手后，这里给出前三项和一句可以用的话。");
  const { result } = hints;
  return h(
    Fragment,
    null,
    h(Section, { title: "听到的要素", label: "听到的要素" }, !result.understood && h("p", { className: "c-fault" }, "理解服务没有回应，先按字面找。"), h("dl", { className: "c-heard" }, result.facts.map((fact, i) => h(Fact, { key: fact.name, desk, fact, i })), h(Missing, { desk, facts: result.facts })), h("p", { className: "c-soft" }, "更正按 ", h(Key, null, "Alt+G"))),
    h(Section, { title: "前三项" }, h(Kinds, { desk, state }), h(Needs, { desk, state, result })),
  );
}

function TalkFacts({ desk, talk }) {
  const cases = talk.demands.map((row) => h("li", { key: row.case_no }, h("button", { type: "button", className: "c-line-row", onClick: () => desk.openIt("case", row.case_no) }, h("span", null, row.need), h("span", { className: "c-soft" }, row.case_no), h(Tag, null, row.status_label))));
  const phone = talk.summary.some((line) => line.label === "电话");
  return h(
    Fragment,
    null,
    talk.demands.length > 0 && h(Section, { title: "登记过的", count: talk.demands.length }, h("ul", null, cases)),
    phone && h(Act, { icon: "eye", keys: "P", "data-act": "reveal", onClick: () => desk.set({ dialog: { name: "reveal", path: `/handovers/${talk.conversation_id}/reveal` } }) }, "看电话"),
    h(PersonSection, { desk, person: talk.person, target: { conversation_id: talk.conversation_id }, own: talk.conversation_id }),
  );
}

export function Side({ desk, state }) {
  const { open, detail } = state;
  const kind = open && open.kind;
  const row = detail.data;
  const inner = {
    notes: () => h(Hints, { desk, state }),
    talk: () => h(Fragment, null, row && h(TalkFacts, { desk, talk: row }), h(Hints, { desk, state })),
    case: () => row && h(Fragment, null, h(Section, { title: "办件要素" }, h(CaseFacts, { desk, row })), h(PersonSection, { desk, person: row.person, target: { case_no: row.case_no }, own: row.case_no }), h(Duplicates, { desk, row })),
    appeal: () => row && h(Fragment, null, h(Section, { title: "反映人" }, h(AppealFacts, { desk, row })), h(PersonSection, { desk, person: row.person, target: { case_no: row.case_no }, own: row.case_no })),
    call_back: () => row && h(Beside, { desk, path: `call-backs/${open.id}`, row }),
    follow_up: () => row && h(Beside, { desk, path: `follow-ups/${open.id}`, row }),
  }[kind];
  return h("aside", { className: "c-side", "aria-label": "推荐和要素", tabIndex: 0 }, inner ? inner() : null);
}
