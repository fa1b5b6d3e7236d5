/** The state of the desk: who one is, the lists, what is open; kept up to date by the stream of events. */

import * as client from "./client.js";
import * as drafts from "./drafts.js";
import { Hints, NO_HINTS } from "./hints.js";
import { fetchDetail, fetchList, FIRST_VIEW, tabOf, TABS } from "./lists.js";
import { newKey, Notes, NO_NOTES } from "./notes.js";
import { follow } from "../live.js";
import { Store } from "./store.js";

const SETTLE_MS = 150; // events that come together lead to one reading
const MET = "这个电话已经有人回过了。";
const TYPING_MS = 250;
const TOAST_MS = 6000;
const SEEN_MS = 60000;
const NOTHING = { data: null, error: "" };
const FILTERS = Object.fromEntries(Object.keys(TABS).map((tab) => [tab, { view: FIRST_VIEW[tab], q: "" }]));
const CONCERNS = { conversation: ["talks"], message: ["talks"], note: [], case: ["cases"], appeal: ["appeals"], call_back: ["calls"], follow_up: ["follow"], resync: Object.keys(TABS) };
export const START = {
  phase: "loading", note: "", board: null, tab: "talks", filters: FILTERS, lists: {}, marked: 0, open: null, detail: NOTHING,
  drafts: {}, dialog: null, toast: null, link: "live", hints: NO_HINTS, notes: NO_NOTES, busy: "",
};

export class Desk extends Store {
  constructor() {
    super(START);
    this.hints = new Hints(this);
    this.notes = new Notes(this);
    this.stop = () => {};
    this.due = new Set();
    this.seenAt = 0;
    this.turns = {};
    this.keys = {}; // of lines not yet accepted: sent again they have one effect
  }

  async start() {
    try {
      await this.readBoard();
    } catch (error) {
      if (error.status !== 401) this.set({ phase: "failed", note: error.detail });
      return;
    }
    this.set({ phase: "ready", note: "", drafts: drafts.read() });
    this.notes.restore();
    this.listen();
    await Promise.all(Object.keys(TABS).map((tab) => this.readList(tab)));
  }

  /** Leave: the notes of this window go with the session. */
  async logout() {
    this.stop();
    this.notes.forget();
    drafts.forget();
    await client.end("/sessions/current").catch(() => {});
    client.toLogin();
  }

  get me() {
    return this.state.board.me.username;
  }

  async readBoard() {
    const board = await client.get("/console");
    this.set({ board });
  }

  listen() {
    this.stop();
    this.stop = follow("/api/v1/events", {
      headers: client.headers,
      after: this.state.board.cursor || null,
      onEvent: (event) => this.hear(event),
      onState: (link) => {
        if (link === "ended") client.toLogin();
        else if (link !== this.state.link) this.set({ link });
      },
    });
  }

  hear(event) {
    if (event.kind === "call") this.popCall(event.subject);
    (CONCERNS[event.kind] || []).forEach((tab) => this.due.add(tab));
    if (this.concernsOpen(event)) this.due.add("open");
    clearTimeout(this.settling);
    this.settling = setTimeout(() => this.catchUp(), SETTLE_MS);
  }

  concernsOpen(event) {
    const { open } = this.state;
    return open && (event.kind === "resync" || [event.subject, event.conversation_id].includes(open.id));
  }

  catchUp() {
    const due = [...this.due];
    this.due.clear();
    due.forEach((what) => (what === "open" ? this.readDetail() : this.readList(what)));
    this.readBoard().catch(() => {});
  }

  async readList(tab) {
    const turn = (this.turns[tab] = (this.turns[tab] || 0) + 1);
    const known = () => this.state.lists[tab] || NOTHING;
    let change;
    try {
      change = { data: await fetchList(tab, this.state.filters[tab], this.me), error: "" };
    } catch (error) {
      change = { error: error.detail };
    }
    if (turn !== this.turns[tab]) return; // a later question has been asked: its answer is the one that is shown
    this.set({ lists: { ...this.state.lists, [tab]: { ...known(), ...change } } });
    if (tab === "calls") this.showCallBack();
  }

  /** A wish to be called is as the list has it; one that is not there any more has been met. */
  showCallBack() {
    const { open, lists } = this.state;
    if (!open || open.kind !== "call_back" || !lists.calls || !lists.calls.data) return;
    const data = lists.calls.data.find((row) => String(row.id) === open.id) || null;
    this.set({ detail: { data, error: data ? "" : MET } });
  }

  async readDetail() {
    const { open } = this.state;
    if (!open) return;
    if (open.kind === "call_back") return void (await this.readList("calls"));
    try {
      const data = await fetchDetail(open);
      if (this.state.open === open) this.shown(open, data);
    } catch (error) {
      if (this.state.open === open) this.set({ detail: { ...this.state.detail, error: error.detail } });
    }
  }

  shown(open, data) {
    this.set({ detail: { data, error: "" } });
    if (open.kind !== "talk") return;
    if (data.owner !== this.me) return this.hints.follow(open.id, ""); // a look leaves no match in the ledger
    const told = data.messages.filter((message) => message.role === "user").slice(-4).map((message) => message.text);
    return this.hints.follow(open.id, told.join("，"));
  }

  show(tab) {
    this.set({ tab, marked: 0 });
  }

  narrow(change) {
    const { tab, filters, lists } = this.state;
    const isOther = "view" in change && change.view !== filters[tab].view; // what is shown is not of this view
    this.set({ filters: { ...filters, [tab]: { ...filters[tab], ...change } }, marked: 0, ...(isOther && { lists: { ...lists, [tab]: NOTHING } }) });
    this.readList(tab);
  }

  /** What is typed is looked for when the typing rests. */
  search(q) {
    const { tab, filters } = this.state;
    this.set({ filters: { ...filters, [tab]: { ...filters[tab], q } } });
    clearTimeout(this.searching);
    this.searching = setTimeout(() => this.narrow({ q }), TYPING_MS);
  }

  rows() {
    return (this.state.lists[this.state.tab] || NOTHING).data || [];
  }

  mark(step) {
    const last = this.rows().length - 1;
    this.set({ marked: Math.max(0, Math.min(last, this.state.marked + step)) });
  }

  openMarked() {
    const row = this.rows()[this.state.marked];
    const { kind, id } = TABS[this.state.tab];
    if (row) this.openIt(kind, id(row));
    return Boolean(row);
  }

  /** Back to the list: what was open is let go of, not changed. */
  close() {
    this.set({ open: null, detail: NOTHING });
  }

  openIt(kind, id) {
    const tab = tabOf(kind);
    this.set({ open: { kind, id }, detail: NOTHING, ...(tab && { tab }) });
    if (kind === "call_back") return this.showCallBack();
    return this.readDetail();
  }

  openNotes() {
    this.set({ open: { kind: "notes", id: "notes" }, detail: NOTHING });
    this.hints.follow("notes", this.state.notes.text);
  }

  async popCall(id) {
    try {
      const call = await fetchDetail({ kind: "call", id });
      const known = this.state.notes.caller;
      if (call.state === "ended" && (!known || known.id !== call.id)) return;
      this.notes.answer(call);
      const isNews = !known || known.id !== call.id || known.state !== call.state; // told twice, it takes no pane away
      if (call.state !== "ended" && isNews) this.openNotes();
    } catch (error) {
      this.say(error.detail, "bad");
    }
  }

  draft(id, text) {
    delete this.keys[id];
    this.set({ drafts: { ...this.state.drafts, [id]: text } });
    drafts.keep(this.state.drafts);
  }

  keyOf(id) {
    return (this.keys[id] ||= newKey());
  }

  /** The owner is at work: told at most once a minute, so that an idle talk goes back to the queue. */
  touch() {
    const { open, detail } = this.state;
    if (!open || open.kind !== "talk" || !detail.data || detail.data.owner !== this.me) return;
    if (Date.now() - this.seenAt < SEEN_MS) return;
    this.seenAt = Date.now();
    client.post(`/handovers/${open.id}/seen`).catch(() => {});
  }

  /** Do something that may be refused; the sentence of the refusal is shown, the lists are read again. */
  async act(name, deed, done = "") {
    if (this.state.busy) return null;
    this.set({ busy: name });
    try {
      const answer = await deed();
      if (done) this.say(done);
      return answer === undefined ? true : answer;
    } catch (error) {
      this.say(error.detail || String(error), "bad");
      return null;
    } finally {
      this.set({ busy: "" });
      this.readDetail();
      this.readList(this.state.tab);
      this.readBoard().catch(() => {});
    }
  }

  say(text, tone = "good") {
    this.set({ toast: { text, tone, at: Date.now() } });
    clearTimeout(this.toasting);
    this.toasting = setTimeout(() => this.set({ toast: null }), TOAST_MS);
  }
}
