/** Pure functions between the service's messages and the ones shown. */

/** `turn` joins the replies to one message: only the last turn's buttons are still open. */
function fromReply(reply, id, createdAt, turn) {
  return {
    id,
    turn,
    role: reply.role || "bot",
    isSystem: Boolean(reply.system),
    text: reply.text || "",
    asks: reply.asks || null,
    options: reply.options || [],
    items: reply.items || [],
    caseNos: [],
    createdAt,
    status: "sent",
  };
}

/** Put each case number on the first reply that names it, else on `fallback`. */
function attachCases(messages, caseNos, fallback) {
  for (const caseNo of caseNos) {
    const named = messages.find((message) => message.role !== "user" && message.text.includes(caseNo)) || fallback;
    if (named) named.caseNos.push(caseNo);
  }
  return messages;
}

export function fromAnswer(answer, clientMessageId) {
  const now = new Date().toISOString();
  const replies = (answer.replies || []).map((reply, i) => fromReply(reply, `${clientMessageId}/${i}`, now, clientMessageId));
  const caseNos = answer.case_nos || [];
  if (caseNos.length && !replies.length) {
    replies.push(fromReply({ text: "已为您登记。" }, `${clientMessageId}/0`, now, clientMessageId));
  }
  return attachCases(replies, caseNos, replies[replies.length - 1]);
}

/** What a person saw when pressing a button, by what the button sent. */
function titlesOf(messages) {
  const titles = new Map();
  for (const { options, items } of messages) {
    for (const option of options || []) titles.set(option.payload, option.title);
    for (const item of items || []) if (item.payload) titles.set(item.payload, choiceLabel(item));
  }
  return titles;
}

export function choiceLabel(item) {
  return `选这个：${item.name}`;
}

export function fromHistory(history) {
  const titles = titlesOf(history.messages || []);
  let turn = 0;
  const messages = (history.messages || []).map((message) => {
    const isUser = message.role === "user";
    turn += isUser ? 1 : 0;
    const shown = fromReply(message, String(message.id), message.created_at, turn);
    return isUser ? { ...shown, label: titles.get(message.text) } : shown;
  });
  const caseNos = casesOf(history).map((entry) => entry.caseNo);
  return attachCases(messages, caseNos, null);
}

export function casesOf(history) {
  const entry = (kind) => (record) => ({ caseNo: record.case_no, status: record.status, kind });
  return [...(history.demands || []).map(entry("demand")), ...(history.appeals || []).map(entry("appeal"))].filter(
    (found) => found.caseNo,
  );
}

/** One sentence or two for a screen reader: the texts, how many matches, what can be chosen. */
export function spoken(messages) {
  const parts = messages.map((message) => message.text);
  const items = messages.flatMap((message) => message.items);
  const options = messages.flatMap((message) => message.options);
  if (items.length) parts.push(`共 ${items.length} 项匹配结果。`);
  if (options.length) parts.push(`可以选择：${options.map((option) => option.title).join("、")}。`);
  return parts.filter(Boolean).join(" ");
}
