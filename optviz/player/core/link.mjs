// The line to the server while the hand moves: one question under way at most, and the newest request wins.

import { decode } from "./payload.mjs";

const PATIENCE = 15_000; // milliseconds for an answer
const SLOW = 1000; // milliseconds after which the picture counts as stale
const PACE = 14; // milliseconds from question to question at least: not more than one a frame
const RETRY = 1000; // milliseconds until the next try when the server does not answer
const OPEN = 1; // the state of a WebSocket

/** @typedef {import("./session.mjs").Request} Request */

/**
 * What a line needs of the world: a socket, the time in milliseconds, and `after`, which acts later unless the function that it
 * returns is called before.
 * @typedef {object} World
 * @property {(url: string | URL) => WebSocket} open
 * @property {() => number} now
 * @property {(milliseconds: number, act: () => void) => () => void} after
 */

/** @type {World} */
const BROWSER = {
  open: (url) => new WebSocket(url),
  now: () => performance.now(),
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
    /** @type {(() => void)[]} */
    this.stopTimers = [];
    this.bytes = 0; // of the last answer
    /** @type {(() => void) | null} */
    this.stopPause = null;
    this.askedAt = -Infinity;
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
    this.#stopTimers();
    this.#disconnect();
  }

  #connect() {
    const socket = this.world.open(this.url);
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    socket.onopen = () => this.#transmit();
    socket.onmessage = ({ data }) => socket === this.socket && this.#answered(data);
    socket.onclose = () => socket === this.socket && this.#lost();
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
    this.#stopTimers();
    const { now, after } = this.world;
    const early = PACE - (now() - this.askedAt);
    if (this.waiting && early > 0) {
      this.stopPause = after(early, () => {
        this.stopPause = null;
        this.#goOn();
      });
      return;
    }
    this.underWay = this.waiting;
    this.waiting = null;
    if (!this.underWay) return;
    this.askedAt = now();
    this.stopTimers = [after(SLOW, () => this.listener.onStale(true)), after(PATIENCE, () => this.#lost())];
    if (!this.socket) this.#connect();
    else if (this.socket.readyState === OPEN) this.#transmit();
  }

  #transmit() {
    if (!this.underWay) return;
    const { scenario, question } = this.underWay;
    const fields = Object.entries(question()).map(([name, value]) => [name, String(value)]);
    this.socket.send(`${new URLSearchParams(fields)}\n${JSON.stringify(scenario)}`);
  }

  #answered(data) {
    const request = this.underWay;
    if (!request) return;
    this.underWay = null;
    this.listener.onStale(false);
    if (typeof data === "string") this.listener.onProblems(JSON.parse(data).problems, request);
    else {
      this.bytes = data.byteLength;
      this.listener.onAnswer(decode(data), request);
    }
    this.#goOn();
  }

  /** The line is dead: what was asked for is asked again, unless something newer is. */
  #lost() {
    this.#disconnect();
    this.#stopTimers();
    if (!this.underWay) return;
    this.waiting ??= this.underWay;
    this.underWay = null;
    this.listener.onStale(true);
    this.stopTimers = [this.world.after(RETRY, () => this.#next())];
  }

  #stopTimers() {
    for (const stop of this.stopTimers) stop();
    this.stopTimers = [];
  }
}

/** The address of the line to a server. @param {string} server the base URL of its routes */
export function liveAddress(server) {
  const url = new URL("api/live", server);
  url.protocol = url.protocol.replace("http", "ws");
  return url;
}
