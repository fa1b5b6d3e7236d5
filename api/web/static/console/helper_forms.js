/** The forms of 协办: asking for help, and noting how it was answered. */

import { post } from "./client.js";
import { helperName } from "./helpers.js";

/** @param windows The windows one may choose, as options. */
export function askHelp(windows) {
  return ({ of }, state) => {
    const places = of.shown.filter((item) => item.kind === "institution").map((item) => [item.item_id, item.name]);
    return {
      title: "请协办", verb: "请协办", done: "已请协办", line: "主办不变；协办方自己答复接受、无法协办和协办完成。",
      fields: [
        { name: "window", label: "窗口", options: [["", "不指定"], ...windows(state)], first: true },
        { name: "institution", label: "机构", options: [["", "不指定"], ...places] },
        { name: "number", label: "或写机构编号", hint: "没有列出来的机构，写目录里的编号" },
        { name: "note", label: "交代几句", type: "long" },
      ],
      send: ({ window, institution, number, note }) => post(`/demands/${of.case_no}/co-handlers`, { window: window || null, institution: number.trim() || institution || null, note, version: of.version }),
    };
  };
}

export function helpAnswer({ of, help, answer }) {
  return {
    title: answer.label, verb: answer.label, done: `已记下：${answer.label}`, line: `协办方：${helperName(help)}`,
    fields: [{ name: "text", label: answer.to === "done" ? "办了什么（必填）" : answer.reason ? "原因（必填）" : "说明", type: "long", first: true, required: answer.reason }],
    send: ({ text }) => post(`/demands/${of.case_no}/co-handling`, { to: answer.to, text, dispatch_id: help.id, version: of.version }),
  };
}
