// What stands for the server and the world in tests of the session: a tiny simulation, sockets and a time that is set by hand.

import { records } from "./records.mjs";

const number = (key, usual) => ({ key, default: usual, choices: [] });
const rule = { parameters: [number("learning_rate", 0.1), number("momentum", 0)], gradients_a_step: 2 };
const CATALOGUE = {
  ...records({ sgd: rule, adam: rule }),
  noises: { none: { parameters: [] } },
  schedules: { constant: { parameters: [] } },
  surfaces: {
    bowl: {
      domain: [
        [-2, 2],
        [-2, 2],
      ],
    },
    valley: {
      domain: [
        [-1, 1],
        [-3, 3],
      ],
    },
  },
};

export const SCENARIO = {
  surface: { key: "bowl" },
  noise: { key: "none" },
  start: [1, -1],
  optimizers: [
    { key: "sgd", learning_rate: 0.1 },
    { key: "adam", learning_rate: 0.2 },
  ],
  num_steps: 100,
  seed: 0,
  tolerance: 0.001,
};

/** Row k of a path: the start, shrunk k times by its rate. */
export const pointAt = ({ start }, { learning_rate: rate }, k) => start.map((weight) => weight * (1 - rate) ** k);

/** A payload as the server's encoder lays it out; all arrays are float32. */
function encode(header, arrays) {
  const entries = [];
  let offset = 0;
  for (const [name, { shape, values }] of Object.entries(arrays)) {
    entries.push({ name, dtype: "float32", shape, offset });
    offset += 8 * Math.ceil((4 * values.length) / 8);
  }
  const text = new TextEncoder().encode(JSON.stringify({ ...header, arrays: entries }));
  const length = 8 * Math.ceil((4 + text.length) / 8) - 4;
  const body = new ArrayBuffer(4 + length + offset);
  new DataView(body).setUint32(0, length, true);
  new Uint8Array(body, 4, length).fill(32);
  new Uint8Array(body, 4).set(text);
  for (const { name, offset: at } of entries) new Float32Array(body, 4 + length + at).set(arrays[name].values);
  return body;
}

const atRate =
  ({ optimizers }, place) =>
  (rate) => ({ ...optimizers[place], learning_rate: rate });

/** The answer to a question: the run of a scenario, without what the player says that it has. */
export function answerTo(message) {
  const [query, json] = message.split("\n");
  const {
    surface,
    onto,
    four,
    held,
    held_inside: heldInside,
    rows,
    taylor,
    curves: curve = "loss",
  } = Object.fromEntries(new URLSearchParams(query));
  const asked = JSON.parse(json);
  const carried = onto ? { ...asked, surface: { key: onto }, start: [0.5, 2] } : asked;
  const scenario = four === undefined ? carried : { ...carried, optimizers: [0.9, 0.5, 0.1, 0.01].map(atRate(asked, four)) };
  const numbers = scenario.optimizers.map((choice) => ({ momentum: 0, ...choice })); // as the server writes them
  const count = scenario.num_steps + 1;
  const all = scenario.optimizers.map((_, i) => i);
  const known = held ? held.split(",").map(Number) : [];
  const sent = all.filter((i) => !known.includes(i));
  const inside = heldInside ? sent : all;
  const [from, to] = rows ? rows.split("-").map(Number) : [0, count];
  const detailRows = Math.min(to, count) - from;
  const key = scenario.surface.key;
  const header = {
    scenario: { ...scenario, optimizers: numbers },
    url: `surface=${key}`,
    surface_id: key,
    sent,
    sent_inside: inside,
    detail_from: from,
    paths: all.map((i) => ({ label: scenario.optimizers[i].key, diverged_at: null })),
    curves: { [curve]: { title: curve, base: 0, absent: [], ranges: {} } },
    offered: { loss: "loss", distance: "distance" },
    catalogue: CATALOGUE,
  };
  const arrays = {};
  const fill = (name, places, shape, of) => {
    if (places.length) arrays[name] = { shape: [places.length, ...shape], values: places.flatMap(of) };
  };
  const along = (first, length, of) => (i) =>
    Array.from({ length }, (_, k) => of(pointAt(scenario, scenario.optimizers[i], first + k), scenario.optimizers[i])).flat();
  fill(
    "points",
    sent,
    [count, 2],
    along(0, count, (point) => point),
  );
  fill(
    "losses",
    sent,
    [count],
    along(0, count, ([x, y]) => (x * x + y * y) / 2),
  );
  fill(
    `curve.${curve}`,
    sent,
    [count],
    along(0, count, ([x, y]) => (curve === "loss" ? (x * x + y * y) / 2 : Math.hypot(x, y))),
  );
  fill(
    "gradients",
    inside,
    [detailRows, 2],
    along(from, detailRows, (point) => point),
  );
  fill(
    "learning_rates",
    inside,
    [detailRows],
    along(from, detailRows, (_, { learning_rate: rate }) => rate),
  );
  fill(
    "evaluations",
    inside,
    [detailRows, 3],
    along(from, detailRows, () => [0, 1, 0]),
  );
  fill(
    "steps",
    inside,
    [detailRows, 2],
    along(from, detailRows, (point, { learning_rate: rate }) => point.map((w) => -rate * w)),
  );
  if (taylor) {
    fill(
      "taylor_gradients",
      inside,
      [detailRows, 2],
      along(from, detailRows, (point) => point),
    );
    fill(
      "taylor_hessians",
      inside,
      [detailRows, 2, 2],
      along(from, detailRows, () => [1, 0, 0, 1]),
    );
  }
  if (surface !== key) {
    const levels = { coarse: [{ shade: 0.5, kind: "index", text: "1", area: 0.5 }], dense: [] };
    const minima = { minima: [{ point: [0, 0], value: 0 }], minima_stand_alone: true, curve_heights: [] };
    header.surface = { detail: null, tints: [0, 1], levels, rates: { sgd: 0.1 }, ...minima };
    const axis = { shape: [2], values: [-2, 2] };
    Object.assign(arrays, { axis_0: axis, axis_1: axis, shares: { shape: [2, 2], values: [1, 1, 1, 1] } });
  }
  return encode(header, arrays);
}

/** Sockets, and a time that goes on only when it is told to. */
export class World {
  sockets = [];
  timers = [];
  time = 0;

  open = () => {
    const socket = { readyState: 0, sent: [], isClosed: false };
    socket.send = (message) => socket.sent.push(message);
    socket.close = () => (socket.isClosed = true);
    this.sockets.push(socket);
    return socket;
  };

  now = () => this.time;

  after = (milliseconds, act) => {
    const timer = { at: this.time + milliseconds, act };
    this.timers.push(timer);
    return () => (this.timers = this.timers.filter((other) => other !== timer));
  };

  /** Goes on by some milliseconds, and does what is due meanwhile. */
  wait(milliseconds) {
    const until = this.time + milliseconds;
    for (;;) {
      const due = this.timers.filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (!due) break;
      this.timers = this.timers.filter((timer) => timer !== due);
      this.time = due.at;
      due.act();
    }
    this.time = until;
  }

  get socket() {
    return this.sockets.at(-1);
  }

  /** The newest line is up. */
  accept() {
    this.socket.readyState = 1;
    this.socket.onopen();
  }

  /** The newest line is cut, or closed by the server with a code. */
  cut(code = 1006, reason = "") {
    this.socket.readyState = 3;
    this.socket.onclose({ code, reason });
  }

  /** The last question on the newest line: its fields and its scenario. */
  get question() {
    const [query, json] = this.socket.sent.at(-1).split("\n");
    return { ...Object.fromEntries(new URLSearchParams(query)), scenario: JSON.parse(json) };
  }

  get count() {
    return this.sockets.reduce((sum, { sent }) => sum + sent.length, 0);
  }

  /** The server answers the last question. */
  answer() {
    this.socket.onmessage({ data: answerTo(this.socket.sent.at(-1)) });
  }

  refuse(message) {
    this.socket.onmessage({ data: JSON.stringify({ problems: [{ field: "start", message }] }) });
  }
}
