/** The left pane: four lists with their counts and filters, walked through with J and K. */

import { CHANNELS, clock, due, since } from "./format.js";
import { Icon } from "./icons.js";
import { FIRST_VIEW, LEAST_WORDS, TABS } from "./lists.js";
import { Act, Empty, Key, Loaded, Tag } from "./parts.js";
import { h, useEffect, useRef } from "./react.js";

const EMPTY = {
  talks: ["没有对话在等", "企业要转人工时，会立刻出现在这里。"],
  cases: ["这里没有件", "换一种筛选，或者按 N 记一通来电。"],
  calls: ["没有要回的电话", "企业要求回电时会出现在这里。"],
  appeals: ["没有这样的诉求", "新登记的诉求会立刻出现在这里。"],
  follow: ["没有要打的回访", "办结后到时该回访的会排到这里。"],
};
const ALL = "all";
const MOST_COUNTED = 99;
const NARROWED = "没有符合的";
const HELPING = { open: ["soon", "请协办，待答复"], accepted: ["calm", "协办中"] };

function TalkRow({ row, me }) {
  const isMine = row.owner === me;
  const owner = row.owner ? h(Tag, { tone: isMine ? "good" : "calm" }, isMine ? "我的" : row.owner) : h(Tag, { tone: "soon" }, `等了 ${since(row.since)}`);
  const unread = isMine && row.last && row.last.role === "user";
  return [
    h("span", { className: "c-row-head", key: "h" }, h("b", null, row.need || "还没说需求"), unread && h("span", { className: "c-unread" }, "待回复")),
    row.last && h("span", { className: "c-row-text", key: "t" }, row.last.text),
    h("span", { className: "c-row-foot", key: "f" }, owner, h("span", null, CHANNELS[row.channel])),
  ];
}

function CaseRow({ row }) {
  const deadline = due(row);
  const help = HELPING[row.helping];
  return [
    h("span", { className: "c-row-head", key: "h" }, h("b", null, row.need), row.urgent && h(Tag, { tone: "late" }, "急")),
    h("span", { className: "c-row-text", key: "t" }, [row.case_no, row.company].filter(Boolean).join(" · ")),
    h("span", { className: "c-row-foot", key: "f" }, h(Tag, null, row.status_label), help && h(Tag, { tone: help[0] }, help[1]), deadline && h(Tag, { tone: deadline.tone }, deadline.text), row.supervised_at && h(Tag, { tone: "late" }, "督办")),
  ];
}

function CallRow({ row }) {
  return [
    h("span", { className: "c-row-head", key: "h" }, h("b", null, row.reason_label)),
    h("span", { className: "c-row-text", key: "t" }, [row.phone || "没留号码", row.case_no].filter(Boolean).join(" · ")),
    h("span", { className: "c-row-foot", key: "f" }, h(Tag, { tone: "soon" }, `等了 ${since(row.created_at)}`)),
  ];
}

function AppealRow({ row }) {
  return [
    h("span", { className: "c-row-head", key: "h" }, h("b", null, row.slots.appeal_object || row.slots.appeal_detail)),
    h("span", { className: "c-row-text", key: "t" }, `${row.case_no} · ${clock(row.created_at)}`),
    h("span", { className: "c-row-foot", key: "f" }, h(Tag, { tone: row.status === "submitted" ? "soon" : "calm" }, row.status_label), row.overdue && h(Tag, { tone: "late" }, "超期"), row.unit && h("span", null, row.unit)),
  ];
}

function FollowRow({ row }) {
  return [
    h("span", { className: "c-row-head", key: "h" }, h("b", null, row.kind_label)),
    h("span", { className: "c-row-text", key: "t" }, [row.case_no, row.contact, row.phone].filter(Boolean).join(" · ")),
    h("span", { className: "c-row-foot", key: "f" }, h(Tag, { tone: row.status === "calling" ? "soon" : "calm" }, row.status_label), row.sms_trouble && h(Tag, { tone: "late" }, row.sms_trouble), row.assigned_to && h("span", null, row.assigned_to), row.next_at && h("span", null, clock(row.next_at))),
  ];
}

const ROWS = { talks: TalkRow, cases: CaseRow, calls: CallRow, appeals: AppealRow, follow: FollowRow };

function Tabs({ desk, state }) {
  const tabs = Object.entries(TABS).map(([name, tab], i) =>
    h(
      "button",
      { key: name, type: "button", role: "tab", id: `c-tab-${name}`, "aria-selected": state.tab === name, "aria-controls": "c-list", title: tab.counted && `要您办的：${tab.counted}`, className: "c-tab", onClick: () => desk.show(name) },
      h(Icon, { name: tab.icon }),
      h("span", null, tab.label),
      h("span", { className: "c-count" }, tab.counts(state.board.counts) > MOST_COUNTED ? `${MOST_COUNTED}+` : tab.counts(state.board.counts)),
      h(Key, null, i + 1),
    ),
  );
  return h("div", { className: "c-tabs", role: "tablist", "aria-label": "列表" }, tabs);
}

function Views({ desk, state }) {
  const { views } = TABS[state.tab];
  const now = state.filters[state.tab].view;
  const buttons = Object.entries(views).map(([view, label]) =>
    h("button", { key: view, type: "button", className: "c-view", "data-view": view, "aria-pressed": view === now, onClick: () => desk.narrow({ view }) }, label),
  );
  if (!buttons.length) return null;
  const { counted } = TABS[state.tab];
  return [
    h("div", { key: "views", className: "c-views", role: "group", "aria-label": "筛选（按 V 换）" }, buttons),
    counted && now === FIRST_VIEW[state.tab] && h("p", { key: "says", className: "c-soft c-says" }, counted),
  ];
}

function Search({ desk, state }) {
  if (!TABS[state.tab].searches) return null;
  const onChange = (event) => desk.search(event.target.value);
  return h("input", { id: "c-search", className: "c-search", type: "search", placeholder: "编号、电话、需求里的字", "aria-label": "查找办件", value: state.filters[state.tab].q, onChange });
}

function Row({ desk, state, row, i }) {
  const ref = useRef(null);
  const tab = TABS[state.tab];
  const id = tab.id(row);
  const isMarked = i === state.marked;
  const isOpen = Boolean(state.open) && state.open.kind === tab.kind && state.open.id === id;
  useEffect(() => {
    if (isMarked && ref.current) ref.current.scrollIntoView({ block: "nearest" });
  }, [isMarked]);
  const onClick = () => {
    desk.set({ marked: i });
    desk.openIt(tab.kind, id);
  };
  const inner = ROWS[state.tab]({ row, me: desk.me });
  return h("li", null, h("button", { type: "button", ref, className: "c-row", "data-marked": isMarked, "aria-current": isOpen ? "true" : undefined, onClick, "data-id": id }, inner));
}

/** An empty list: nothing to do, or nothing that fits what it is narrowed by. */
function Nothing({ desk, state }) {
  const { view, q } = state.filters[state.tab];
  const [title, line] = EMPTY[state.tab];
  if (q.trim().length >= LEAST_WORDS) return h(Empty, { icon: "question", title: `没有找到“${q.trim()}”` }, view === ALL ? h(Act, { onClick: () => desk.narrow({ q: "" }) }, "不找了，看全部") : h(Act, { onClick: () => desk.narrow({ view: ALL }) }, "到“全部”里找"));
  if (view !== FIRST_VIEW[state.tab]) return h(Empty, { title: NARROWED }, "换一种筛选再看（按 V）。");
  return h(Empty, { title }, line);
}

export function Left({ desk, state }) {
  const list = state.lists[state.tab] || { data: null, error: "" };
  const rows = (data) =>
    data.length
      ? h("ul", { className: "c-rows" }, data.map((row, i) => h(Row, { key: TABS[state.tab].id(row), desk, state, row, i })))
      : h(Nothing, { desk, state });
  return h(
    "nav",
    { className: "c-left", "aria-label": "待办" },
    h(Tabs, { desk, state }),
    h("div", { className: "c-tools" }, h(Views, { desk, state }), h(Search, { desk, state })),
    h("div", { className: "c-list", id: "c-list", role: "tabpanel", "aria-labelledby": `c-tab-${state.tab}` }, h(Loaded, { of: list, onRetry: () => desk.readList(state.tab), ghosts: 5, children: rows })),
    h("div", { className: "c-left-foot" }, h("button", { type: "button", className: "c-act", "data-tone": "main", "aria-keyshortcuts": "N", onClick: () => desk.openNotes() }, h(Icon, { name: "notes" }), h("span", null, "记一通来电"), h(Key, null, "N"))),
  );
}
