/** From notes to a case in the enterprise's name; the same notes are filed once. */

import { post } from "./client.js";

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
  desk.set({ dialog: { name: "file-appeal", key: notes.key, text: notes.text.trim().slice(0, 2000), callId, after } });
}

export async function createCase(desk) {
  const made = await desk.act("send", () => post("/console/cases", draftOf(desk)));
  if (!made) return;
  desk.notes.clear();
  desk.say(`已登记 ${made.case_no}`);
  desk.openIt("case", made.case_no);
}
