// The line to the server while the hand moves: one request under way at most, and the newest scenario wins.

import { decode } from "./payload.mjs";

const PATIENCE = 15_000; // milliseconds for an answer
const SLOW = 1000; // milliseconds after which the picture counts as stale
const RETRY = 1000; // milliseconds until the next try when the server does not answer

/**
 * `send(scenario, asked)` posts a scenario; `asked` are the fields of the query. `onAnswer(decoded, scenario)` gets each answer in the order of asking;
 * `onProblems(problems)` what the server refused; `onStale(stale)` whether the answer is overdue.
 */
export class Link {
  constructor(url, { onAnswer, onProblems, onStale }) {
    Object.assign(this, { url, onAnswer, onProblems, onStale });
    this.waiting = null;
    this.underWay = null;
    this.timer = null;
    this.bytes = 0;
  }

  get idle() {
    return !this.waiting && !this.underWay;
  }

  send(scenario, asked) {
    this.waiting = { scenario, asked };
    clearTimeout(this.timer);
    if (!this.underWay) this.next();
  }

  /** Forgets everything that was asked for: no answer to it will be shown. */
  drop() {
    this.waiting = null;
    clearTimeout(this.timer);
    this.underWay?.abort();
    this.underWay = null;
  }

  async next() {
    const job = this.waiting;
    this.waiting = null;
    if (!job) return;
    const under = (this.underWay = new AbortController());
    const patience = setTimeout(() => under.abort(), PATIENCE);
    const slow = setTimeout(() => this.onStale(true), SLOW);
    let outcome;
    try {
      const response = await fetch(`${this.url}?${new URLSearchParams(job.asked)}`, {
        method: "POST",
        body: JSON.stringify(job.scenario),
        signal: under.signal,
      });
      const body = response.ok ? await response.arrayBuffer() : await response.json();
      outcome = { ok: response.ok, body };
    } catch {
      outcome = null;
    }
    clearTimeout(patience);
    clearTimeout(slow);
    if (this.underWay !== under) return;
    this.underWay = null;
    this.onStale(outcome === null);
    if (outcome === null) {
      this.waiting ??= job;
      this.timer = setTimeout(() => this.next(), RETRY);
      return;
    }
    if (outcome.ok) {
      this.bytes = outcome.body.byteLength;
      this.onAnswer(decode(outcome.body), job.scenario);
    } else this.onProblems(outcome.body.problems ?? []);
    this.next();
  }
}
