/** Suggestions for what is being typed or said: asked a moment after the last key, the newest question alone counts. */

import { post } from "./client.js";

const PAUSE_MS = 300;
const LEAST = 4; // characters: fewer say nothing yet
export const NO_HINTS = { of: null, text: "", result: null, busy: false, error: "", corrections: {}, verdicts: {}, kinds: [] };

export class Hints {
  constructor(desk) {
    this.desk = desk;
    this.timer = null;
    this.isStale = false;
  }

  get state() {
    return this.desk.state.hints;
  }

  set(change) {
    this.desk.set({ hints: { ...this.state, ...change } });
  }

  /** Follow a text; `of` says whose it is, so that another talk begins anew. */
  follow(of, text) {
    if (this.state.of !== of) this.set({ ...NO_HINTS, of, busy: this.state.busy });
    if (this.state.text === text) return;
    this.set({ text });
    clearTimeout(this.timer);
    if (text.trim().length < LEAST) {
      this.set({ result: null, error: "" });
      return;
    }
    this.timer = setTimeout(() => this.ask(), PAUSE_MS);
  }

  correct(name, value) {
    this.set({ corrections: { ...this.state.corrections, [name]: value } });
    return this.ask();
  }

  only(kinds) {
    this.set({ kinds });
    return this.ask();
  }

  /** One question at a time, then the newest: each replaces the one before in the ledger, so none may be lost sight of. */
  async ask() {
    this.isStale = true;
    if (this.state.busy) return;
    this.set({ busy: true });
    while (this.isStale) {
      this.isStale = false;
      await this.askOnce();
    }
    this.set({ busy: false });
  }

  async askOnce() {
    const { of, text, corrections, kinds, result } = this.state;
    if (text.trim().length < LEAST) return;
    const replaces = result ? result.needs[0].match_id : null;
    let change;
    try {
      change = { result: await post("/suggestions", { text, slots: corrections, kinds, replaces }), error: "" };
    } catch (error) {
      change = { error: error.detail || String(error) };
    }
    if (this.state.of === of) this.set(change);
  }

  async judge(item, verdict) {
    this.set({ verdicts: { ...this.state.verdicts, [item.item_id]: verdict } });
    try {
      await post(`/suggestions/${item.match_id}/verdicts`, { item_id: item.item_id, verdict });
    } catch (error) {
      const { [item.item_id]: _, ...rest } = this.state.verdicts;
      this.set({ verdicts: rest });
      this.desk.say(error.detail, "bad");
    }
  }
}
