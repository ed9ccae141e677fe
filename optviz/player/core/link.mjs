// The line to the server while the hand moves: one question under way at most, and the newest scenario wins.

import { decode } from "./payload.mjs";

const PATIENCE = 15_000; // milliseconds for an answer
const SLOW = 1000; // milliseconds after which the picture counts as stale
const PACE = 14; // milliseconds from question to question at least: not more than one a frame
const RETRY = 1000; // milliseconds until the next try when the server does not answer

/**
 * `send(scenario)` asks for the run of a scenario, and `question(scenario)` is asked for the fields of its query once its turn
 * has come. `onAnswer(decoded, scenario, asked)` gets each answer with these fields, in the order of asking;
 * `onProblems(problems)` what the server refused; `onStale(stale)` whether the answer is overdue.
 */
export class Link {
  constructor(url, { question, onAnswer, onProblems, onStale }) {
    Object.assign(this, { url, question, onAnswer, onProblems, onStale });
    this.waiting = null;
    this.underWay = null;
    this.timers = [];
    this.bytes = 0;
    this.pause = null;
    this.askedAt = -Infinity;
    this.connect();
  }

  get idle() {
    return !this.waiting && !this.underWay;
  }

  send(scenario) {
    this.waiting = { scenario };
    this.goOn();
  }

  /** Hangs up: no answer will be shown. */
  close() {
    this.waiting = this.underWay = null;
    clearTimeout(this.pause);
    this.end();
    this.disconnect();
  }

  connect() {
    const socket = (this.socket = new WebSocket(this.url));
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.transmit();
    socket.onmessage = ({ data }) => socket === this.socket && this.answered(data);
    socket.onclose = () => socket === this.socket && this.lost();
  }

  disconnect() {
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }

  goOn() {
    if (!this.underWay && !this.pause) this.next();
  }

  next() {
    this.end();
    const early = PACE - (performance.now() - this.askedAt);
    if (this.waiting && early > 0) {
      this.pause = setTimeout(() => {
        this.pause = null;
        this.goOn();
      }, early);
      return;
    }
    this.underWay = this.waiting;
    this.waiting = null;
    if (!this.underWay) return;
    this.askedAt = performance.now();
    this.timers = [setTimeout(() => this.onStale(true), SLOW), setTimeout(() => this.lost(), PATIENCE)];
    if (!this.socket) this.connect();
    else if (this.socket.readyState === WebSocket.OPEN) this.transmit();
  }

  transmit() {
    if (!this.underWay) return;
    const { scenario } = this.underWay;
    const asked = (this.underWay.asked = this.question(scenario));
    this.socket.send(`${new URLSearchParams(asked)}\n${JSON.stringify(scenario)}`);
  }

  answered(data) {
    const { scenario, asked } = this.underWay;
    this.underWay = null;
    this.onStale(false);
    if (typeof data === "string") this.onProblems(JSON.parse(data).problems);
    else {
      this.bytes = data.byteLength;
      this.onAnswer(decode(data), scenario, asked);
    }
    this.goOn();
  }

  /** The line is dead: what was asked for is asked again, unless something newer is. */
  lost() {
    this.disconnect();
    this.end();
    if (!this.underWay) return;
    this.waiting ??= this.underWay;
    this.underWay = null;
    this.onStale(true);
    this.timers = [setTimeout(() => this.next(), RETRY)];
  }

  /** Ends what the clock was set for. */
  end() {
    this.timers.forEach(clearTimeout);
    this.timers = [];
  }
}
