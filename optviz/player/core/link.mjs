// The line to the server while the hand moves: one question under way at most, and the newest request wins.
//
// A line that is lost is taken up again: at once the first time, since a server that nobody asks closes its lines, and
// after growing pauses while that fails. What a server says with a close is in RFC 6455, section 7.4.

import { decode } from "./payload.mjs";
import { say } from "./say.mjs";

const PATIENCE = 15_000; // milliseconds for an answer
const SLOW = 1000; // milliseconds after which an answer is overdue
const PACE = 14; // milliseconds from question to question at least: not more than one a frame
const PAUSES = [0, 1000, 2000, 4000]; // milliseconds before each next try, while there is no answer
const QUIET = 60_000; // milliseconds after which a line may be dead without a word: the laptop slept, the network changed
const OPEN = 1; // the state of a WebSocket
const NOT_ALLOWED = 1008;
const TOO_LARGE = 1009;
const LATER = 1013;

/** @typedef {import("./session.mjs").Request} Request */

/**
 * What a line needs of the world: a socket, the time in milliseconds, which may jump, and `after`, which acts later unless the
 * function that it returns is called before.
 * @typedef {object} World
 * @property {(url: string | URL) => WebSocket} open
 * @property {() => number} now
 * @property {(milliseconds: number, act: () => void) => () => void} after
 */

/** @type {World} */
const BROWSER = {
  open: (url) => new WebSocket(url),
  now: () => Date.now(), // the time of `performance` stands still while a laptop sleeps
  after: (milliseconds, act) => {
    const timer = setTimeout(act, milliseconds);
    return () => clearTimeout(timer);
  },
};

/** @implements {Runner} @typedef {import("./session.mjs").Runner} Runner */
export class Link {
  /**
   * @param {string | URL} url
   * @param {import("./session.mjs").Listener} listener gets each answer in the order of asking
   * @param {World} [world]
   */
  constructor(url, listener, world = BROWSER) {
    this.url = url;
    this.listener = listener;
    this.world = world;
    /** @type {Request | null} */
    this.waiting = null;
    /** @type {Request | null} */
    this.underWay = null;
    this.bytes = 0; // of the last answer
    this.failures = 0; // lines that were lost since the last answer
    /** @type {import("./session.mjs").Late} */
    this.late = ""; // what was told last of an answer that is overdue
    this.refusal = ""; // why the server takes no questions, once it has said so
    /** @type {(() => void) | null} */
    this.stopPause = null;
    /** @type {(() => void) | null} */
    this.stopPatience = null;
    /** @type {(() => void) | null} */
    this.stopSlow = null;
    this.askedAt = this.heardAt = -Infinity;
    this.#connect();
  }

  get idle() {
    return !this.waiting && !this.underWay;
  }

  ask(/** @type {Request} */ request) {
    this.waiting = request;
    this.#goOn();
  }

  /** Hangs up: no answer will be shown. */
  close() {
    this.waiting = this.underWay = null;
    this.stopPause?.();
    this.stopPatience?.();
    this.stopSlow?.();
    this.#disconnect();
  }

  #connect() {
    const socket = this.world.open(this.url);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => {
      this.heardAt = this.world.now();
      if (this.late === "away") this.#tell("slow");
      this.#transmit();
    };
    socket.onmessage = ({ data }) => socket === this.socket && this.#answered(data);
    socket.onclose = ({ code, reason }) => socket === this.socket && this.#lost(code, reason);
  }

  #disconnect() {
    const { socket } = this;
    this.socket = null;
    socket?.close();
  }

  #goOn() {
    if (!this.underWay && !this.stopPause) this.#next();
  }

  #next() {
    const { now, after } = this.world;
    const passed = now() - this.askedAt;
    if (this.waiting && passed >= 0 && passed < PACE) {
      this.#pause(PACE - passed);
      return;
    }
    this.underWay = this.waiting;
    this.waiting = null;
    if (!this.underWay) return;
    if (this.refusal) {
      this.#refused(this.refusal);
      return;
    }
    this.askedAt = now();
    this.stopPatience = after(PATIENCE, () => this.#deaf());
    this.stopSlow ??= after(SLOW, () => this.late || this.#tell("slow"));
    const isOpen = this.socket?.readyState === OPEN;
    if (isOpen && Math.abs(now() - this.heardAt) > QUIET) this.#disconnect();
    if (!this.socket) this.#connect();
    else if (isOpen) this.#transmit();
  }

  /** Goes on after a pause. @param {number} milliseconds */
  #pause(milliseconds) {
    this.stopPause = this.world.after(milliseconds, () => {
      this.stopPause = null;
      this.#goOn();
    });
  }

  #transmit() {
    if (!this.underWay) return;
    const { scenario, question } = this.underWay;
    const fields = Object.entries(question()).map(([name, value]) => [name, String(value)]);
    this.socket.send(`${new URLSearchParams(fields)}\n${JSON.stringify(scenario)}`);
  }

  #answered(data) {
    this.heardAt = this.world.now();
    if (!this.underWay) return;
    const request = this.#done();
    if (typeof data === "string") this.listener.onProblems(JSON.parse(data).problems, request);
    else {
      this.bytes = data.byteLength;
      this.listener.onAnswer(decode(data), request);
    }
    this.#goOn();
  }

  /** What was under way is answered by a word on why it cannot be. @param {string} message */
  #refused(message) {
    const request = this.#done();
    this.listener.onProblems([{ field: "", message }], request);
    this.#goOn();
  }

  /** Nobody waits for what was under way any more. */
  #done() {
    const request = this.underWay;
    this.underWay = null;
    this.failures = 0;
    this.stopPatience?.();
    this.stopSlow?.();
    this.stopSlow = null;
    this.#tell("");
    return request;
  }

  #tell(/** @type {import("./session.mjs").Late} */ late) {
    this.late = late;
    this.listener.onStale(late);
  }

  /** No answer has come for so long that the line is given up. */
  #deaf() {
    this.#tell("away");
    this.#lost();
  }

  /**
   * The line is dead: what was asked for is asked again, unless something newer is, or the server wants none of it.
   * @param {number} [code] what the server says with its end @param {string} [reason]
   */
  #lost(code, reason) {
    this.#disconnect();
    this.stopPatience?.();
    if (code === NOT_ALLOWED) this.refusal = reason || say("The server takes no questions from this page.");
    if (!this.underWay) return;
    if (this.refusal) this.#refused(this.refusal);
    else if (code === TOO_LARGE) this.#refused(reason || say("This is more than the server takes at once."));
    else this.#again(code === LATER);
  }

  /** Tries again after a pause. @param {boolean} later whether the server has asked for one */
  #again(later) {
    this.waiting ??= this.underWay;
    this.underWay = null;
    if (this.failures > 0) this.#tell(later ? "slow" : "away");
    if (later) this.failures ||= 1;
    this.#pause(PAUSES[Math.min(this.failures, PAUSES.length - 1)]);
    this.failures += 1;
  }
}

/** The address of the line to a server. @param {string} server the base URL of its routes */
export function liveAddress(server) {
  const url = new URL("api/live", server);
  url.protocol = url.protocol.replace("http", "ws");
  return url;
}
