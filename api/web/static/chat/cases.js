/** Case numbers: shown large where they are given, and kept in sight under the header. */

import { Icon } from "./icons.js";
import { Button, h, useState } from "./react.js";

const STATUS = {
  submitted: "已登记",
  matched: "已匹配",
  dispatched: "已派单",
  accepted: "已受理",
  in_service: "服务中",
  completed: "已办结",
  rated: "已评价",
  closed: "已关闭",
  no_match: "待补充供给",
  returned: "退单处理中",
  cancelled: "已取消",
  reopened: "重新办理",
};
const COPIED_MS = 2000;

export function progressQuestion(caseNo) {
  return `查一下 ${caseNo} 的进度`;
}

/** The second click of a double one asks nothing anew. */
function asking(caseNo, onSend) {
  return (event) => event.detail > 1 || onSend(progressQuestion(caseNo));
}

async function copy(text) {
  if (window.isSecureContext && navigator.clipboard) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  field.className = "offscreen";
  document.body.append(field);
  field.select();
  document.execCommand("copy");
  field.remove();
}

function CopyButton({ caseNo }) {
  const [isCopied, setCopied] = useState(false);
  const onClick = async () => {
    await copy(caseNo).catch(() => {});
    setCopied(true);
    setTimeout(() => setCopied(false), COPIED_MS);
  };
  return h(
    Button,
    { className: "case-action", onClick },
    h(Icon, { name: isCopied ? "check" : "copy" }),
    h("span", { role: "status" }, isCopied ? "已复制" : "复制编号"),
  );
}

export function CaseCard({ caseNo, onSend }) {
  return h(
    "section",
    { className: "case-card", "aria-label": `编号 ${caseNo}` },
    h("p", { className: "case-label" }, h(Icon, { name: "check" }), "已登记，您的编号"),
    h("p", { className: "case-number" }, caseNo),
    h("p", { className: "case-hint" }, "凭编号随时可以查进度、改需求、作评价。"),
    h(
      "div",
      { className: "case-actions" },
      h(CopyButton, { caseNo }),
      h(Button, { className: "case-action", onClick: asking(caseNo, onSend) }, "查进度"),
    ),
  );
}

export function CaseStrip({ cases, onSend }) {
  if (!cases.length) return null;
  const chips = cases.map(({ caseNo, status }) =>
    h(
      "li",
      { key: caseNo },
      h(
        "button",
        { type: "button", className: "case-chip", onClick: asking(caseNo, onSend), "aria-label": `查进度：${caseNo}` },
        h("b", null, caseNo),
        STATUS[status] && h("span", null, STATUS[status]),
      ),
    ),
  );
  return h("nav", { className: "case-strip", "aria-label": "我的编号" }, h("span", null, "我的编号"), h("ul", null, chips));
}
