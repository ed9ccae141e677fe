// Nested fields as dotted paths, and back: how a scenario is written in an address, as optviz/scenario/query.py has it.

import { fieldName, problem } from "./said.mjs";

const LISTS = ["start", "optimizers"];

/** The query of a scenario. @param {import("./scenario.mjs").Scenario} scenario as it is written */
export function scenarioQuery({ noise, ...others }) {
  const { surface, start, optimizers, ...rest } = others;
  const all = { surface, start, optimizers, ...(noise.key !== "none" && { noise }), ...rest };
  return [...flattened(all, "")].map(([path, value]) => `${path}=${encoded(value)}`).join("&");
}

function* flattened(value, path) {
  if (value === null || typeof value !== "object") yield [path, value];
  else if (Array.isArray(value)) for (const [i, inner] of value.entries()) yield* flattened(inner, `${path}.${i}`);
  else {
    for (const [name, inner] of Object.entries(value)) {
      yield* flattened(inner, name === "key" ? path : path ? `${path}.${name}` : name);
    }
  }
}

/** A text or a number as Python's `urlencode` has it. */
function encoded(value) {
  const text = typeof value === "number" ? numberText(value) : value;
  const letter = (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, letter)
    .replaceAll("%20", "+");
}

/** A number as Python writes it. */
function numberText(/** @type {number} */ value) {
  const size = Math.abs(value);
  if (Number.isInteger(value) && size < 1e15) return String(value);
  if (size >= 1e-4 && size < 1e16) return Number.isInteger(value) ? `${value}.0` : String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, "e$10$2");
}

/**
 * The tree of some fields: texts, lists, and objects with a key.
 * @param {[string, string][]} pairs @param {number} deepest
 * @returns {{ tree: Record<string, any>, problem: null } | { tree: null, problem: import("./said.mjs").Problem }}
 */
export function treeOf(pairs, deepest) {
  const root = new Map();
  for (const [path, text] of pairs) {
    const parts = path.split(".");
    if (parts.length > deepest || parts.includes("")) {
      return failed(problem(fieldName(path), "no_such_path", { example: "optimizers.0.learning_rate" }));
    }
    let node = root;
    for (const part of parts) {
      if (!node.has(part)) node.set(part, new Map());
      node = node.get(part);
    }
    if (node.has("")) return failed(problem(fieldName(path), "given_twice"));
    node.set("", text);
  }
  try {
    return { tree: Object.fromEntries([...root].map(([name, inner]) => [name, shaped(inner, name)])), problem: null };
  } catch (gap) {
    if (gap instanceof Gap) return failed(gap.problem);
    throw gap;
  }
}

const failed = (/** @type {import("./said.mjs").Problem} */ one) => ({ tree: null, problem: one });

/** The places of a list have one. */
class Gap extends Error {
  constructor(path) {
    super(path);
    this.problem = problem(path, "gap_in_a_list", { path });
  }
}

function shaped(/** @type {Map<string, any>} */ node, /** @type {string} */ path) {
  const inner = [...node].filter(([name]) => name);
  if (!inner.length) return node.get("");
  if (LISTS.includes(path)) {
    const isWhole = inner.every((_, i) => node.has(String(i)));
    if (node.has("") || !isWhole) throw new Gap(path);
    return inner.map((_, i) => shaped(node.get(String(i)), `${path}.${i}`));
  }
  const values = inner.map(([name, child]) => [name, shaped(child, `${path}.${name}`)]);
  return Object.fromEntries([...(node.has("") ? [["key", node.get("")]] : []), ...values]);
}
