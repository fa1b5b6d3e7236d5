/** The state of one conversation and everything that may happen to it. Knows no page; listeners are told of each change. */

import { follow } from "../live.js";
import * as client from "./client.js";
import { casesOf, fromAnswer, fromHistory, spoken } from "./messages.js";
import * as session from "./session.js";

const POLL_MS = 4000;
const POLLS_SPARED = 5; // while the stream of events lives, only every sixth look is made, in case it fails unnoticed
const FRESH = { phase: "ready", messages: [], cases: [], handoff: false, waiting: 0, announcement: { text: "" }, note: "" };

export class Conversation {
  /** `window`: the window platform whose site frames the chat, if any. */
  constructor(window) {
    this.window = window;
    this.state = { ...FRESH, phase: "loading" };
    this.listeners = new Set();
    this.queue = Promise.resolve();
    this.era = 0; // grows with every new conversation: answers to an older one are dropped
    this.lastSeen = null;
    this.stopHearing = null;
    this.isLive = false;
    this.polls = 0;
    this.subscribe = this.subscribe.bind(this);
  }

  subscribe(listener) {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  set(change) {
    this.state = { ...this.state, ...change };
    this.listeners.forEach((listener) => listener());
    if (Boolean(this.stopHearing) !== this.state.handoff) this.hear();
  }

  /** While a person answers, their lines are told at once; the stream ends with the person's part. */
  hear() {
    if (this.stopHearing) this.stopHearing();
    const saved = session.load();
    this.isLive = false;
    this.stopHearing = null;
    if (!saved || !this.state.handoff) return;
    this.stopHearing = follow(client.eventsOf(saved), {
      headers: () => ({ Authorization: `Bearer ${saved.token}` }),
      onEvent: () => this.look(),
      onState: (state) => {
        this.isLive = state === "live";
      },
    });
  }

  /** Open the conversation this device was in, or an empty one; the service hears of it with the first message. */
  async open() {
    const saved = session.load();
    if (!saved) return this.set({ ...FRESH });
    this.set({ phase: "loading" });
    try {
      this.show(await client.read(saved));
    } catch (error) {
      if (error.kind === "gone") return this.restart("上次的对话已经结束，可以直接开始新的对话。");
      const isLost = error.kind === "network";
      this.set({ phase: "failed", note: isLost ? "网络似乎不通，检查后再试一次。" : error.detail });
    }
    return undefined;
  }

  show(history) {
    const unsent = this.state.messages.filter((message) => message.status !== "sent");
    const messages = [...fromHistory(history), ...unsent];
    this.lastSeen = messages.length ? messages[messages.length - 1].id : null;
    this.set({ phase: "ready", messages, cases: casesOf(history), handoff: Boolean(history.handoff), note: "" });
  }

  /** Read it anew where something was done to it beside the talk; a turn under way brings its own. */
  async refresh() {
    const saved = session.load();
    if (!saved || this.state.waiting) return;
    const era = this.era;
    const history = await client.read(saved).catch(() => null);
    if (history && era === this.era && !this.state.waiting) this.show(history);
  }

  restart(note = "") {
    session.clear();
    this.era += 1;
    this.lastSeen = null;
    this.queue = Promise.resolve();
    this.set({ ...FRESH, note });
  }

  /** Send `text`; `label` is what the person pressed, where that differs from what is sent. */
  send(text, label) {
    const message = { id: session.newId(), role: "user", text, label, options: [], items: [], caseNos: [] };
    const sending = { ...message, createdAt: new Date().toISOString(), status: "sending" };
    this.set({ messages: [...this.state.messages, sending], note: "" });
    this.enqueue(sending);
  }

  retry(id) {
    const message = this.state.messages.find((one) => one.id === id && one.status === "failed");
    if (!message) return;
    this.set({ messages: this.patched(id, { status: "sending", error: null }) });
    this.enqueue(message);
  }

  retryAll() {
    this.state.messages
      .filter((message) => message.status === "failed" && message.error.kind === "network")
      .forEach((message) => this.retry(message.id));
  }

  /** Take back a message that the service would not accept; its text returns to the input. */
  withdraw(id) {
    this.set({ messages: this.state.messages.filter((message) => message.id !== id) });
  }

  patched(id, change) {
    return this.state.messages.map((message) => (message.id === id ? { ...message, ...change } : message));
  }

  /** One at a time, in the order written: an answer may change how the next message is understood. */
  enqueue(message) {
    const era = this.era;
    this.set({ waiting: this.state.waiting + 1 });
    this.queue = this.queue.then(() => this.deliver(message, era));
  }

  /** The answer and the end of waiting are one change: the page scrolls once, knowing all that is to be seen. */
  async deliver(message, era) {
    if (era !== this.era) return;
    let change;
    try {
      const answer = await this.postOnce(message);
      change = () => this.accepted(message, answer);
    } catch (error) {
      change = () => ({ messages: this.patched(message.id, { status: "failed", error }) });
    }
    if (era !== this.era) return;
    this.set({ ...change(), waiting: this.state.waiting - 1 });
    if (this.isLive) this.look(); // what was told while waiting
  }

  /** Post the message; where the conversation has ended meanwhile, begin a new one and post it there. */
  async postOnce(message) {
    try {
      return await client.post(await this.credentials(), message.text, message.id);
    } catch (error) {
      if (error.kind !== "gone") throw error;
      session.clear();
      this.set({ cases: [], handoff: false, note: "上次的对话已经结束，已为您接着新开一个。" });
      return client.post(await this.credentials(), message.text, message.id);
    }
  }

  async credentials() {
    const known = session.load();
    if (known) return known;
    const made = await client.create(this.window);
    session.save(made);
    return made;
  }

  accepted(message, answer) {
    this.lastSeen = null; // the answer carries no ids of the service: the next poll learns them
    const replies = fromAnswer(answer, message.id);
    const known = new Set(this.state.cases.map((entry) => entry.caseNo));
    const fresh = (answer.case_nos || []).filter((caseNo) => !known.has(caseNo)).map((caseNo) => ({ caseNo }));
    return {
      messages: [...this.patched(message.id, { status: "sent" }), ...replies],
      cases: [...this.state.cases, ...fresh],
      handoff: Boolean(answer.handoff),
      announcement: { text: spoken(replies) },
    };
  }

  /** Where the stream does not get through, a look now and then. */
  poll() {
    this.polls += 1;
    if (document.hidden || (this.isLive && this.polls % (POLLS_SPARED + 1))) return;
    this.look();
  }

  /** See what a person has written meanwhile. */
  async look() {
    const saved = session.load();
    if (!saved || !this.state.handoff || this.state.waiting) return;
    const era = this.era;
    const history = await client.read(saved).catch(() => null);
    if (!history || era !== this.era || this.state.waiting) return;
    const shown = new Set(this.state.messages.map((message) => message.id));
    const last = (history.messages || []).slice(-1)[0];
    const changed = (last && String(last.id) !== this.lastSeen) || Boolean(history.handoff) !== this.state.handoff;
    if (!changed) return;
    const isFirstLook = this.lastSeen === null;
    this.show(history);
    if (!isFirstLook) {
      const heard = this.state.messages.filter((message) => message.role !== "user" && !shown.has(message.id));
      this.set({ announcement: { text: spoken(heard) } });
    }
  }

  watch() {
    const timer = setInterval(() => this.poll(), POLL_MS);
    return () => {
      clearInterval(timer);
      if (this.stopHearing) this.stopHearing();
    };
  }
}
