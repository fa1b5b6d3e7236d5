/** Notes of a call: kept in this window while they are written, so that a reload loses nothing. */

const KEY = "qifu.console.notes";
export const NO_NOTES = { text: "", caller: null, key: "" };

export function newKey() {
  const bytes = window.crypto.getRandomValues(new Uint8Array(12));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

export class Notes {
  constructor(desk) {
    this.desk = desk;
  }

  get state() {
    return this.desk.state.notes;
  }

  set(change) {
    const notes = { ...this.state, key: this.state.key || newKey(), ...change };
    this.desk.set({ notes });
    window.sessionStorage.setItem(KEY, JSON.stringify({ text: notes.text, key: notes.key, callId: notes.caller && notes.caller.id }));
  }

  restore() {
    try {
      const { text, key, callId } = JSON.parse(window.sessionStorage.getItem(KEY) || "{}");
      if (!text && !callId) return;
      this.desk.set({ notes: { ...NO_NOTES, text: text || "", key } });
      if (callId) this.desk.popCall(callId);
      else this.desk.openNotes();
    } catch {
      this.forget();
    }
  }

  write(text) {
    this.set({ text });
    this.desk.hints.follow("notes", text);
  }

  /** A call comes in: its caller beside the notes. Notes of another call that are not saved yet stay as they are. */
  answer(call) {
    if (!this.state.text.trim()) this.set({ caller: call, key: newKey() });
    else if (!this.state.caller || this.state.caller.id === call.id) this.set({ caller: call });
    else this.desk.say(`又有来电 ${call.phone}，手上的笔记登记或清空后再看。`, "soon");
  }

  clear() {
    this.forget();
    this.desk.set({ notes: { ...NO_NOTES, key: newKey() } });
    this.desk.hints.follow("notes", "");
  }

  forget() {
    window.sessionStorage.removeItem(KEY);
  }
}
