/** Suggestions for what is being typed or said: asked a moment after the last key, the newest question alone counts. */

import { post } from "./client.js";

const PAUSE_MS = 300;
const LEAST = 4; // characters: fewer say nothing yet
export const NO_HINTS = { of: null, text: "", result: null, busy: false, error: "", corrections: {}, verdicts: {}, kinds: [] };

export class Hints {
  constructor(desk) {
    this.desk = desk;
    this.timer = null;
    this.control = null;
  }

  get state() {
    return this.desk.state.hints;
  }

  set(change) {
    this.desk.set({ hints: { ...this.state, ...change } });
  }

  /** Follow a text; `of` says whose it is, so that another talk begins anew. */
  follow(of, text) {
    if (this.state.of !== of) this.set({ ...NO_HINTS, of });
    if (this.state.text === text) return;
    this.set({ text });
    clearTimeout(this.timer);
    if (text.trim().length < LEAST) {
      this.set({ result: null, error: "", busy: false });
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

  async ask() {
    const { of, text, corrections, kinds, result } = this.state;
    if (text.trim().length < LEAST) return;
    if (this.control) this.control.abort();
    const control = new AbortController();
    this.control = control;
    this.set({ busy: true });
    const replaces = result ? result.needs[0].match_id : null;
    try {
      const found = await post("/suggestions", { text, slots: corrections, kinds, replaces }, control.signal);
      if (this.state.of === of && !control.signal.aborted) this.set({ result: found, busy: false, error: "" });
    } catch (error) {
      if (!control.signal.aborted) this.set({ busy: false, error: error.detail || String(error) });
    }
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
