// Edits of a scenario. Each gives a new one; nothing is changed in place.

/** @typedef {{ key: string, label?: string, schedule?: Choice, start?: number[], [hyperparameter: string]: any }} OptimizerChoice `start`: one of its own */
/** @typedef {{ key: string, [parameter: string]: any }} Choice a surface, a noise or a schedule, with its numbers */
/**
 * All that a run depends on, as the server reads and writes it.
 * @typedef {object} Scenario
 * @property {Choice} surface
 * @property {Choice} noise
 * @property {number[]} start of all optimizers that have none of their own
 * @property {OptimizerChoice[]} optimizers
 * @property {number} num_steps
 * @property {number} seed
 * @property {number} tolerance
 */

/** @param {Scenario} scenario @param {(optimizers: OptimizerChoice[]) => void} change @returns {Scenario} */
function withOptimizers(scenario, change) {
  const optimizers = [...scenario.optimizers];
  change(optimizers);
  return { ...scenario, optimizers };
}

/** @param {Scenario} scenario @param {number[]} start @returns {Scenario} */
export function setStart(scenario, start) {
  return { ...scenario, start };
}

/** Where the path of an optimizer begins: at its own start, or at that which all others share. @param {Scenario} scenario @param {number} i */
export function startOf({ start, optimizers }, i) {
  return optimizers[i].start ?? start;
}

/** With a start of its own for an optimizer; null for that which all others share. @param {Scenario} scenario @param {number} i @param {number[] | null} start @returns {Scenario} */
export function setOwnStart(scenario, i, start) {
  const { start: _, ...choice } = scenario.optimizers[i];
  return withOptimizers(scenario, (list) => (list[i] = start ? { ...choice, start } : choice));
}

/** With a start of its own where an optimizer has shared that of all others, in the same place; without it where it has one. @param {Scenario} scenario @param {number} i @returns {Scenario} */
export function toggleOwnStart(scenario, i) {
  return setOwnStart(scenario, i, scenario.optimizers[i].start ? null : [...scenario.start]);
}

/** With another start: the own one of the optimizer at a place, or without one that which all others share. @param {Scenario} scenario @param {number[]} start @param {number | null} place @returns {Scenario} */
export function moveStart(scenario, start, place) {
  return place === null ? setStart(scenario, start) : setOwnStart(scenario, place, start);
}

/**
 * What a coordinate of the start may be: so many half-widths of the domain, `reach`, from its centre.
 * @param {[number, number]} domain @param {number} reach @returns {[number, number]}
 */
export function startRange([low, high], reach) {
  const [centre, half] = [(low + high) / 2, (reach * (high - low)) / 2];
  return [centre - half, centre + half];
}

/**
 * The nearest start that the server takes, in four digits.
 * @param {number[]} weights @param {[number, number][]} domain @param {number} reach
 */
export function boundedStart(weights, domain, reach) {
  return weights.map((value, i) => {
    const [low, high] = startRange(domain[i], reach);
    return Math.min(high, Math.max(low, Number(value.toPrecision(4))));
  });
}

/**
 * A start on another surface: as far along the domain of each weight. Null where there are more weights, or fewer.
 * @param {number[]} start @param {[number, number][]} before @param {[number, number][]} after @param {number} reach
 */
export function movedStart(start, before, after, reach) {
  if (before.length !== after.length) return null;
  if (JSON.stringify(before) === JSON.stringify(after)) return start;
  const placed = start.map((x, i) => {
    const [[a, b], [low, high]] = [before[i], after[i]];
    return low + ((x - a) / (b - a)) * (high - low);
  });
  return boundedStart(placed, after, reach);
}

/** With changes to the data of its surface; null for the data as they are. @param {Scenario} scenario @param {import("./edits.mjs").Edits} data @returns {Scenario} */
export function setData(scenario, data) {
  const { data: _, ...surface } = scenario.surface;
  return { ...scenario, surface: data ? { ...surface, data } : surface };
}

/** With a table of the reader's own, by its key, without changes to its rows; null for the data that the surface comes with. @param {Scenario} scenario @param {string | null} table @returns {Scenario} */
export function setTable(scenario, table) {
  const { data: _, table: __, ...surface } = scenario.surface;
  return { ...scenario, surface: table ? { ...surface, table } : surface };
}

/** @param {Scenario} scenario @param {string} key @param {number} value @returns {Scenario} */
export function setSurfaceNumber(scenario, key, value) {
  return { ...scenario, surface: { ...scenario.surface, [key]: value } };
}

/**
 * Another noise of the records `noises`. It takes over the numbers of the one before if they are the same ones.
 * @param {Scenario} scenario @param {string} key @param {Record<string, { parameters: { key: string }[] }>} noises
 * @returns {Scenario}
 */
export function setNoise(scenario, key, noises) {
  const names = (noise) => noises[noise].parameters.map((parameter) => parameter.key).join();
  const same = names(key) === names(scenario.noise.key);
  return { ...scenario, noise: same ? { ...scenario.noise, key } : { key } };
}

/** @param {Scenario} scenario @param {string} key @param {number} value @returns {Scenario} */
export function setNoiseNumber(scenario, key, value) {
  return { ...scenario, noise: { ...scenario.noise, [key]: value } };
}

/** @param {Scenario} scenario @param {number} i @param {string} key @param {number | string} value */
export function setHyperparameter(scenario, i, key, value) {
  return withOptimizers(scenario, (list) => (list[i] = { ...list[i], [key]: value }));
}

/** @param {Scenario} scenario @param {number} i @param {Choice} schedule */
export function setSchedule(scenario, i, schedule) {
  return withOptimizers(scenario, (list) => (list[i] = { ...list[i], schedule }));
}

/**
 * With a rule, at this rate; or without all its copies, if it is there.
 * @param {Scenario} scenario @param {string} key @param {number} learningRate
 */
export function toggleOptimizer(scenario, key, learningRate) {
  const others = scenario.optimizers.filter((choice) => choice.key !== key);
  const isThere = others.length < scenario.optimizers.length;
  return { ...scenario, optimizers: isThere ? others : [...others, { key, learning_rate: learningRate }] };
}

/**
 * With these rules and no others: as they are there, or else at these rates.
 * @param {Scenario} scenario @param {string[]} keys @param {Record<string, number>} rates
 */
export function onlyOptimizers(scenario, keys, rates) {
  const choiceOf = (key) => scenario.optimizers.find((choice) => choice.key === key) ?? { key, learning_rate: rates[key] };
  return { ...scenario, optimizers: keys.map(choiceOf) };
}

/**
 * Another name; without a text it is the one that comes by itself.
 * @param {Scenario} scenario @param {number} i @param {string} text
 */
export function setLabel(scenario, i, text) {
  const { label, ...choice } = scenario.optimizers[i];
  return withOptimizers(scenario, (list) => (list[i] = text ? { ...choice, label: text } : choice));
}

/**
 * A copy right behind the original; its label would be there twice, so it takes the default one.
 * @param {Scenario} scenario @param {number} i
 */
export function duplicateOptimizer(scenario, i) {
  const { label, ...copy } = scenario.optimizers[i];
  return withOptimizers(scenario, (list) => list.splice(i + 1, 0, copy));
}

/** @param {Scenario} scenario @param {number} i */
export function removeOptimizer(scenario, i) {
  return withOptimizers(scenario, (list) => list.splice(i, 1));
}

/** @param {Scenario} scenario @param {number} i @param {number} j */
export function moveOptimizer(scenario, i, j) {
  return withOptimizers(scenario, (list) => list.splice(j, 0, ...list.splice(i, 1)));
}

/** What the hand has let go of, for undo and redo; bounded. */
export class History {
  constructor(limit = 200) {
    this.limit = limit;
    /** @type {Scenario[]} */
    this.past = [];
    /** @type {Scenario[]} */
    this.future = [];
  }

  /** What was noted last. */
  get present() {
    return this.past.at(-1);
  }

  /**
   * Notes a scenario that the hand has let go of, before so many that are noted already, unless it is the same as the one
   * before it or after it.
   * @param {Scenario} scenario @param {number} newer
   */
  note(scenario, newer = 0) {
    const at = this.past.length - newer;
    const beside = this.past.slice(Math.max(0, at - 1), at + 1).map((one) => JSON.stringify(one));
    if (beside.includes(JSON.stringify(scenario))) return;
    this.past.splice(at, 0, scenario);
    if (this.past.length > this.limit) this.past.shift();
    this.future = [];
  }

  /** Takes one of those that were noted back. @param {Scenario} scenario */
  forget(scenario) {
    this.past = this.past.filter((other) => other !== scenario);
  }

  get canUndo() {
    return this.past.length > 1;
  }

  get canRedo() {
    return this.future.length > 0;
  }

  undo() {
    this.future.push(this.past.pop());
    return this.present;
  }

  redo() {
    this.past.push(this.future.pop());
    return this.present;
  }
}

/** What a path goes by, of its choice and the common start: a name changes none. @param {number[]} start */
const wayFrom =
  (start) =>
  (/** @type {OptimizerChoice} */ { label, start: own = start, ...choice }) =>
    JSON.stringify([choice, own]);

/** For each choice the place of the first one that goes the same way. @param {Scenario} scenario */
export function firstAlike({ optimizers, start }) {
  const all = optimizers.map(wayFrom(start));
  return all.map((choice) => all.indexOf(choice));
}

/**
 * Where the path of each choice of a scenario stands in another one; -1 where it does not. A name changes no path.
 * @param {Scenario} scenario @param {Scenario} other
 */
export function placesIn(scenario, other) {
  const sharedOf = ({ optimizers, start, tolerance, ...shared }) => JSON.stringify(shared);
  if (sharedOf(scenario) !== sharedOf(other)) return scenario.optimizers.map(() => -1);
  const there = other.optimizers.map(wayFrom(other.start));
  return scenario.optimizers.map(wayFrom(scenario.start)).map((choice, i) => (choice === there[i] ? i : there.indexOf(choice)));
}

/**
 * The positions of the paths that are the same in two scenarios.
 * @param {Scenario} scenario @param {Scenario} other
 */
export function unchangedPaths(scenario, other) {
  return placesIn(scenario, other).flatMap((place, i) => (place === i ? [i] : []));
}
