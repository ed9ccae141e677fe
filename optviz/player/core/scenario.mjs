// Edits of a scenario. Each gives a new one; nothing is changed in place.

function withOptimizers(scenario, change) {
  const optimizers = [...scenario.optimizers];
  change(optimizers);
  return { ...scenario, optimizers };
}

export function setStart(scenario, start) {
  return { ...scenario, start };
}

/** What a coordinate of the start may be: so many half-widths of the domain, `reach`, from its centre. */
export function startRange([low, high], reach) {
  const [centre, half] = [(low + high) / 2, (reach * (high - low)) / 2];
  return [centre - half, centre + half];
}

export function setSurfaceNumber(scenario, key, value) {
  return { ...scenario, surface: { ...scenario.surface, [key]: value } };
}

/** Another noise of the records `noises`. It takes over the numbers of the one before if they are the same ones. */
export function setNoise(scenario, key, noises) {
  const names = (noise) => noises[noise].parameters.map((parameter) => parameter.key).join();
  const same = names(key) === names(scenario.noise.key);
  return { ...scenario, noise: same ? { ...scenario.noise, key } : { key } };
}

export function setNoiseNumber(scenario, key, value) {
  return { ...scenario, noise: { ...scenario.noise, [key]: value } };
}

export function setHyperparameter(scenario, i, key, value) {
  return withOptimizers(scenario, (list) => (list[i] = { ...list[i], [key]: value }));
}

export function setSchedule(scenario, i, schedule) {
  return withOptimizers(scenario, (list) => (list[i] = { ...list[i], schedule }));
}

export function addOptimizer(scenario, key, learningRate) {
  return withOptimizers(scenario, (list) => list.push({ key, learning_rate: learningRate }));
}

/** A copy right behind the original; its label would be there twice, so it takes the default one. */
export function duplicateOptimizer(scenario, i) {
  const { label, ...copy } = scenario.optimizers[i];
  return withOptimizers(scenario, (list) => list.splice(i + 1, 0, copy));
}

export function removeOptimizer(scenario, i) {
  return withOptimizers(scenario, (list) => list.splice(i, 1));
}

export function moveOptimizer(scenario, i, j) {
  return withOptimizers(scenario, (list) => list.splice(j, 0, ...list.splice(i, 1)));
}

/** What was settled, for undo and redo; bounded. */
export class History {
  constructor(limit = 200) {
    this.limit = limit;
    this.past = [];
    this.future = [];
  }

  /** Notes a settled scenario, unless it is the one that is noted already. */
  note(scenario) {
    if (JSON.stringify(this.past.at(-1)) === JSON.stringify(scenario)) return;
    this.past.push(scenario);
    if (this.past.length > this.limit) this.past.shift();
    this.future = [];
  }

  get canUndo() {
    return this.past.length > 1;
  }

  get canRedo() {
    return this.future.length > 0;
  }

  undo() {
    this.future.push(this.past.pop());
    return this.past.at(-1);
  }

  redo() {
    this.past.push(this.future.pop());
    return this.past.at(-1);
  }
}
