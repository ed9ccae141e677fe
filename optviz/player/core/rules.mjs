// What is said of a rule, whatever its path: by the records of the catalogue.

/** @typedef {import("./scenario.mjs").OptimizerChoice} OptimizerChoice */
/** @typedef {{ optimizers: Record<string, any>, decay: import("./lines.mjs").Line[] }} Records of the catalogue */

/**
 * What is drawn of a rule, and the lines of its pseudo-code. `arrows` are the fields of its state that are directions, each with
 * how it is to be read; `accumulator` and `updates` are those that hold squares of gradients and of updates, if there are any.
 * @typedef {object} Rule
 * @property {Record<string, string>} arrows
 * @property {string | null} accumulator
 * @property {string | null} updates
 * @property {number} epsilon
 * @property {import("./lines.mjs").Line[]} code
 */

/** @param {OptimizerChoice} choice @param {Records} records @returns {Rule} */
export function ruleOf(choice, records) {
  const { arrows, accumulator, updates, parameters } = records.optimizers[choice.key];
  const usual = parameters.find(({ key }) => key === "epsilon")?.default ?? 0;
  return { arrows, accumulator, updates, epsilon: choice.epsilon ?? usual, code: codeOf(choice, records) };
}

/** What is said of a rule in the form to which a choice sets it. @param {OptimizerChoice} choice */
export function formOf(choice, /** @type {Pick<Records, "optimizers">} */ { optimizers }) {
  const record = optimizers[choice.key];
  return record.forms[formKey(choice, record)];
}

/** The form to which a choice sets its rule: the first one where it does not say. @param {OptimizerChoice} choice */
export const formKey = (choice, { forms, switch: word }) => choice[word] ?? Object.keys(forms)[0];

/** The lines of its pseudo-code, as `lines_of` in optviz/engine/line_by_line.py has them. */
function codeOf(/** @type {OptimizerChoice} */ choice, /** @type {Records} */ records) {
  const { pseudocode, kinds } = formOf(choice, records);
  const texts = pseudocode.split("\n");
  const outside = texts.length - kinds.length; // of the step: these lines come first
  const lines = texts.map((text, i) => ({ text, kinds: kinds[i - outside] ?? null }));
  const [first, last] = records.decay;
  return hasDecoupledDecay(choice) ? [...lines.slice(0, outside), first, ...lines.slice(outside), last] : lines;
}

/** Whether the weight decay of a choice stands beside its step. */
function hasDecoupledDecay(/** @type {Record<string, any>} */ { weight_decay: decay = 0, decay_form: form = "decoupled" }) {
  return decay > 0 && form === "decoupled";
}
