/** The lists of the left pane: where each comes from, how it may be narrowed, and how its rows are known. */

import { query } from "../query.js";
import { get } from "./client.js";

const TO_DISPATCH = ["submitted", "matched", "no_match", "returned", "reopened"];

function casesPath({ view, q }, me) {
  const base = { open_only: true, order: "due", limit: 50, q: q.trim().length < LEAST_WORDS ? "" : q.trim() };
  const own = { duty: { todo: true }, mine: { handler: me }, overdue: { overdue: true }, helping: { helping: true } }[view] || {};
  const status = { todo: TO_DISPATCH, follow: ["completed"] }[view];
  return `/demands?${query({ ...base, ...own, status })}`;
}

export const TABS = {
  talks: {
    label: "对话", icon: "talks", kind: "talk", counts: (c) => c.waiting + c.mine,
    views: { all: "全部", waiting: "等候", mine: "我的" },
    path: ({ view }) => `/handovers?${query({ scope: view, limit: 100 })}`,
    id: (row) => row.conversation_id,
  },
  cases: {
    label: "办件", icon: "cases", kind: "case", counts: (c) => c.to_do,
    counted: "新到本窗口待派的，一天内到期、已超期的，和请本窗口协办还没答复的",
    views: { duty: "待我办", todo: "待派单", mine: "我经办", overdue: "超期", helping: "请我协办", follow: "待回访", all: "全部" },
    path: casesPath,
    id: (row) => row.case_no,
    searches: true,
  },
  calls: {
    label: "回电", icon: "phone", kind: "call_back", counts: (c) => c.call_backs,
    views: {}, path: () => "/call-backs?limit=100", id: (row) => String(row.id),
  },
  appeals: {
    label: "诉求", icon: "appeals", kind: "appeal", counts: (c) => c.appeals,
    views: { "": "没办完", submitted: "待交办", assigned: "办理中", answered: "已答复" },
    path: ({ view }) => `/appeals?${query({ status: view, open_only: !view || null, limit: 50 })}`,
    id: (row) => row.case_no,
  },
  follow: {
    label: "回访", icon: "check", kind: "follow_up", counts: (c) => c.follow_ups,
    views: { due: "到时间的", mine: "我领的", all: "全部" },
    path: ({ view }) => `/follow-ups?${query({ list: view, limit: 50 })}`,
    id: (row) => String(row.id),
  },
};
export const LEAST_WORDS = 2; // the service takes no shorter search
export const FIRST_VIEW = { talks: "all", cases: "duty", calls: "", appeals: "", follow: "due" };

export function tabOf(kind) {
  return Object.keys(TABS).find((name) => TABS[name].kind === kind);
}

export function fetchList(tab, filter, me) {
  return get(TABS[tab].path(filter, me));
}

/** Who it is; what is open is shown all the same where that cannot be told. */
function fetchPerson(path) {
  return get(`/identity/${path}`).catch(() => null);
}

/** What the middle pane reads for what is open. */
export async function fetchDetail({ kind, id }) {
  const at = encodeURIComponent(id);
  if (kind === "talk") {
    const [talk, person] = await Promise.all([get(`/handovers/${at}`), fetchPerson(`conversations/${at}`)]);
    return { ...talk, person };
  }
  if (kind === "follow_up") return get(`/follow-ups/${at}`);
  if (kind === "appeal") {
    const [row, history, person] = await Promise.all([
      get(`/appeals/${at}`), get(`/appeals/${at}/history`), fetchPerson(`appeals/${at}`),
    ]);
    return { ...row, history, person };
  }
  if (kind === "call") {
    const [call, person] = await Promise.all([get(`/calls/${at}`), fetchPerson(`calls/${at}`)]);
    return { ...call, person };
  }
  if (kind === "case") {
    const [row, history, duplicates, person] = await Promise.all([
      get(`/demands/${at}`), get(`/demands/${at}/history`), get(`/demands/${at}/duplicates`), fetchPerson(`demands/${at}`),
    ]);
    return { ...row, history, duplicates, person };
  }
  return null;
}
