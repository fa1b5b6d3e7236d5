/** The short forms: what each asks for and where it sends it. */

import { post } from "./client.js";
import { APPEAL_STEPS, STEPS } from "./format.js";
import { askHelp, helpAnswer } from "./helper_forms.js";
import { IDENTITY_FORMS } from "./identity_forms.js";

const SERVING = ["service", "institution", "expert"];
const APART = "s:"; // before the key of a service in the name of its field
const LEVELS = { hub: "省枢纽", city: "市州", county: "县区", park: "园区", industry: "产业" };

function windowOptions(state) {
  return state.board.windows.filter((one) => one.is_open).map((one) => [one.key, `${one.name}（${LEVELS[one.level] || one.level}）`]);
}

function note({ of }) {
  return {
    title: "内部备注", verb: "写下", done: "备注已写下", line: "同事看得到，企业看不到。",
    fields: [{ name: "text", label: "备注", type: "long", first: true, required: true }],
    send: ({ text }) => post(`/handovers/${of.conversation_id}/notes`, { text }),
  };
}

function pass({ of }, state) {
  const people = state.board.at_desk.filter((one) => one.username !== state.board.me.username);
  const windows = windowOptions(state);
  const options = [
    ...people.map((one) => [`agent:${one.username}`, `${one.username}${one.away ? "（小休）" : "（在线）"}`]),
    ...windows.map(([key, text]) => [`window:${key}`, text]),
  ];
  const send = ({ to, note: words }) => {
    const [kind, ...key] = to.split(":");
    return post(`/handovers/${of.conversation_id}/transfer`, { [kind]: key.join(":"), note: words });
  };
  return {
    title: "转交", verb: "转交", done: "已转交", send,
    line: options.length ? "转给同事，他立刻接手；转给窗口，由那里的坐席来接。" : "现在没有别的同事在线，也没有窗口可转。",
    fields: [
      { name: "to", label: "转给", options, first: true, required: true },
      { name: "note", label: "交代几句", type: "long", hint: "只有同事看得到" },
    ],
  };
}

function file({ of }, state) {
  const { hints } = state;
  const told = of.summary.filter((line) => line.label !== "需求").map((line) => `${line.label}：${line.text}`).join("；");
  return {
    title: "代企业登记", verb: "登记", done: (made) => `已登记 ${made.case_no}`,
    line: told ? `一起登记：${told}` : "企业还没有说别的要素，登记后可以再补。",
    fields: [{ name: "need", label: "需求", type: "long", value: of.need, first: true, required: true }],
    send: ({ need }) => post(`/console/talks/${of.conversation_id}/cases`, {
      need: need === of.need ? "" : need, draft_key: state.dialog.key, corrections: hints.of === of.conversation_id ? hints.corrections : {},
    }),
  };
}

function dispatch({ of }, state) {
  const places = of.shown.filter((item) => item.kind === "institution").map((item) => [item.item_id, item.name]);
  const again = ["dispatched", "accepted", "in_service"].includes(of.status);
  const windows = windowOptions(state);
  return {
    title: again ? "改派" : "派单", verb: again ? "改派" : "派单", done: again ? "已改派" : "已派单",
    line: of.window_name ? `现在经办：${of.window_name}` : "",
    fields: [
      { name: "window", label: "窗口", options: [["", "不变"], ...windows], value: "", first: true },
      { name: "institution", label: "机构", options: [["", "按企业的选择"], ...places] },
      { name: "note", label: again ? "改派原因" : "交代几句", type: "long", required: again },
    ],
    send: (values) => post(`/demands/${of.case_no}/dispatch`, { window: values.window || null, institution: values.institution || null, note: values.note, version: of.version }),
  };
}

function step({ of, step: wanted }) {
  const name = STEPS[wanted.to] || wanted.label;
  return {
    title: name, verb: name, done: (answer) => [`已${name}`, ...answer.hints].join("。"),
    fields: [{ name: "reason", label: wanted.reason ? "原因（必填）" : "说明", type: "long", first: true, required: wanted.reason }],
    send: ({ reason }) => post(`/demands/${of.case_no}/transitions`, { to: wanted.to, reason, version: of.version }),
  };
}

/** A form of one text that goes to a route of the case. */
function words(route, { title, label, verb, done }) {
  return ({ of }) => ({
    title, verb, done,
    fields: [{ name: "text", label, type: "long", first: true, required: true }],
    send: ({ text }) => post(`/demands/${of.case_no}/${route}`, { text }),
  });
}

function appeal({ of, to, label, note: isNeeded }) {
  const asks = { assigned: "承办单位", answered: "答复内容" };
  const name = APPEAL_STEPS[to] || label;
  return {
    title: `诉求${name}`, verb: name, done: `已${name}`,
    fields: [{ name: "note", label: asks[to] || (isNeeded ? "原因" : "说明"), type: to === "assigned" ? "text" : "long", first: true, required: isNeeded }],
    send: ({ note: text }) => post(`/appeals/${of.case_no}/steps`, { to, note: text, version: of.version }),
  };
}

/** What is complained of, in the enterprise's name: on the phone, or in a conversation, of which much is known already. */
function fileAppeal({ key, text, callId, after, path, given = {} }) {
  const send = async ({ anonymous, ...values }) => {
    const made = await post(path || "/console/appeals", { ...values, anonymous: Boolean(anonymous), draft_key: key, ...(path ? {} : { call_id: callId }) });
    if (after) after(made);
    return made;
  };
  const left = (told) => (told ? `不写就用对话里留的：${told}` : "");
  return {
    title: "代企业登记诉求", verb: "登记", done: (made) => `已登记诉求 ${made.case_no}`, send,
    line: path ? "登记后交给就近的窗口，编号会发到对话里。" : "登记后交给就近的窗口，编号请念给企业。",
    fields: [
      { name: "detail", label: "发生了什么事", type: "long", most: 2000, value: text, first: true, required: true },
      { name: "object", label: "对谁有意见", hint: "单位、窗口或收费的人" },
      { name: "wish", label: "希望怎么解决" },
      { name: "region", label: "在哪里", value: given.region, hint: "例：株洲天元区；不写就留在您的窗口" },
      { name: "company", label: "企业名称", value: given.company },
      { name: "anonymous", label: "要不要留名", options: [["", "不匿名"], ["yes", "匿名：联系人、电话都不记"]] },
      { name: "contact", label: "联系人", hint: left(given.contact) },
      { name: "phone", label: "电话", hint: callId ? "不写就用来电号码" : left(given.phone) },
    ],
  };
}

function merge({ of, into }) {
  return {
    title: "合并重复的需求", verb: "并入", done: `已并入 ${into.case_no}`,
    line: `${of.case_no} 并入 ${into.case_no}（${into.need}），以后只办那一件；可以撤销。`,
    fields: [{ name: "reason", label: "为什么是同一件", type: "long", value: into.reasons.join("；"), first: true, required: true }],
    send: ({ reason }) => post(`/demands/${of.case_no}/merge`, { into: into.case_no, reason, version: of.version }),
  };
}

function unmerge({ of }) {
  return {
    title: "撤销合并", verb: "撤销合并", done: "已撤销合并",
    fields: [{ name: "reason", label: "为什么是两件", type: "long", first: true, required: true }],
    send: ({ reason }) => post(`/demands/${of.case_no}/unmerge`, { reason, version: of.version }),
  };
}

function called(outcome, { title, verb, done }) {
  return ({ of }) => {
    const score = { name: "score", label: "打几分", options: [["", "没有打分"], ...[5, 4, 3, 2, 1].map((n) => [n, `${n} 分`])] };
    return {
      title, verb, done, line: of.line,
      fields: [{ name: "answer", label: "说了什么", type: "long", first: true }, ...(outcome === "reached" && of.scored ? [score] : [])],
      send: ({ answer, score: given }) => post(`/follow-ups/${of.id}/calls`, { outcome, answer, score: given ? Number(given) : null }),
    };
  };
}

function calledBack(outcome, { title, verb, done }) {
  return ({ of }) => ({
    title, verb, done,
    fields: [{ name: "note", label: "说了什么", type: "long", first: true }],
    send: ({ note: said }) => post(`/call-backs/${of.id}/calls`, { outcome, note: said }),
  });
}

/** What the browser gives has no zone: it is the desk's own, which is China's wherever the browser stands. */
function later(path, { title, done }) {
  return ({ of }) => ({
    title, verb: "改到这时", done,
    line: "不在上班时间的，顺延到上班。",
    fields: [{ name: "at", label: "什么时候", type: "datetime-local", first: true, required: true }, { name: "reason", label: "为什么", type: "text", required: true }],
    send: ({ at, reason }) => post(path(of), { at: `${at}:00+08:00`, reason }),
  });
}

/** Where several services were delivered each may have a score of its own. */
function apart(of) {
  const chosen = new Set(of.chosen.map((one) => one.item_id));
  const several = of.shown.filter((item) => chosen.has(item.item_id) && SERVING.includes(item.kind));
  const options = [["", "不单独打分"], ...[5, 4, 3, 2, 1].map((n) => [n, `${n} 分`])];
  return several.length > 1 ? several.map((item) => ({ name: `${APART}${item.item_id}`, label: item.name, options })) : [];
}

function services(given) {
  const scored = Object.entries(given).filter(([name, value]) => name.startsWith(APART) && value);
  return Object.fromEntries(scored.map(([name, value]) => [name.slice(APART.length), Number(value)]));
}

function rate({ of }) {
  return {
    title: "记下企业的评价", verb: "记下", done: "评价已记下",
    fields: [
      { name: "score", label: "打几分", options: [5, 4, 3, 2, 1].map((n) => [n, `${n} 分`]), value: of.rating || 5, first: true },
      ...apart(of),
      { name: "remark", label: "企业怎么说", type: "long" },
    ],
    send: ({ score, remark, ...rest }) => post(`/demands/${of.case_no}/rating`, { score: Number(score), remark, services: services(rest), version: of.version }),
  };
}

function skip({ of }) {
  return {
    title: "跳过这次回访", verb: "跳过", done: "已跳过",
    fields: [{ name: "reason", label: "为什么", type: "text", first: true, required: true }],
    send: ({ reason }) => post(`/follow-ups/${of.id}/skip`, { reason }),
  };
}

export const FORMS = {
  ...IDENTITY_FORMS,
  note,
  pass,
  file,
  dispatch,
  "ask-help": askHelp(windowOptions),
  "help-answer": helpAnswer,
  step,
  appeal,
  "file-appeal": fileAppeal,
  merge,
  unmerge,
  rate,
  skip,
  reached: called("reached", { title: "打通了", verb: "记下", done: "回访已记下" }),
  "not-reached": called("not_reached", { title: "没打通", verb: "记下", done: "已记下，会再安排" }),
  replan: later((of) => `/follow-ups/${of.id}/replan`, { title: "改时间再回访", done: "已改时间" }),
  "put-off": later((of) => `/call-backs/${of.id}/put-off`, { title: "改时间再回电", done: "已改时间" }),
  "called-back": calledBack("reached", { title: "已回电", verb: "记下", done: "已记为回过电话" }),
  "call-missed": calledBack("not_reached", { title: "没打通", verb: "记下", done: "已记下，下个工作日再打" }),
  "appeal-note": ({ of }) => ({
    title: "办理备注", verb: "写下", done: "备注已写下",
    fields: [{ name: "text", label: "备注", type: "long", first: true, required: true }],
    send: ({ text }) => post(`/appeals/${of.case_no}/notes`, { text }),
  }),
  wait: words("wait", { title: "等企业补充", label: "要企业补充什么", verb: "暂停计时", done: "期限已暂停" }),
  resume: words("resume", { title: "企业已补充", label: "补充了什么", verb: "继续计时", done: "期限继续" }),
  supervise: words("supervision", { title: "督办", label: "要求", verb: "督办", done: "已督办" }),
  "case-note": words("notes", { title: "办理备注", label: "备注", verb: "写下", done: "备注已写下" }),
};
