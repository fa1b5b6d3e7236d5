/** From notes to a case in the enterprise's name; the same notes are filed once. */

import { post } from "./client.js";

const MOST_TOLD = 2000;

/** The facts as they were read and corrected; the need in the agent's words. */
export function draftOf(desk) {
  const { notes, hints } = desk.state;
  return {
    text: notes.text.trim(),
    corrections: hints.of === "notes" ? hints.corrections : {},
    draft_key: notes.key,
    call_id: notes.caller ? notes.caller.id : null,
  };
}

/** The caller complains: a short form, with the notes as what happened; the notes are cleared once it is recorded. */
export function openAppealForm(desk) {
  desk.notes.set({}); // gives them a key, if nothing was written yet
  const { notes } = desk.state;
  const after = (made) => {
    desk.notes.clear();
    desk.openIt("appeal", made.case_no);
  };
  const callId = notes.caller ? notes.caller.id : null;
  desk.set({ dialog: { name: "file-appeal", key: notes.key, text: notes.text.trim().slice(0, MOST_TOLD), callId, after } });
}

/** A complaint told in a conversation that was taken over: what the enterprise said stands in the form already. */
export function openTalkAppeal(desk, talk, key) {
  const said = talk.messages.filter((message) => message.role === "user" && message.text).map((message) => message.text);
  const known = Object.fromEntries(talk.summary.map((line) => [line.label, line.text]));
  const given = { region: known["地区"], company: known["企业"], contact: known["联系人"], phone: known["电话"] };
  const path = `/console/talks/${talk.conversation_id}/appeals`;
  desk.set({ dialog: { name: "file-appeal", key, path, given, text: said.join("\n").slice(-MOST_TOLD) } });
}

export async function createCase(desk) {
  const made = await desk.act("send", () => post("/console/cases", draftOf(desk)));
  if (!made) return;
  desk.notes.clear();
  desk.say(`已登记 ${made.case_no}`);
  desk.openIt("case", made.case_no);
}
