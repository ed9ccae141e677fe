// Nested fields as dotted paths, and back: how a scenario is written in an address, as optviz/scenario/query.py has it.

import { inLink } from "./edits.mjs";
import { plain } from "./figures.mjs";
import { withoutTable } from "./own-tables.mjs";
import { fieldName, problem } from "./said.mjs";

const LISTS = /^(start|optimizers|optimizers\.\d+\.start)$/;

/** The query of a scenario, which has no table of the reader's own. @param {import("./scenario.mjs").Scenario} scenario as it is written */
export function scenarioQuery(scenario) {
  const { noise, surface, start, optimizers, ...rest } = withoutTable(scenario);
  const { data, ...numbers } = surface;
  const told = data ? { ...numbers, data: inLink(data, plain) } : numbers;
  const all = { surface: told, start, optimizers, ...(noise.key !== "none" && { noise }), ...rest };
  return treeQuery(all, "");
}

/** The query of a tree of fields that stand at a path. @param {any} tree @param {string} path */
export function treeQuery(tree, path) {
  return [...flattened(tree, path)].map(([name, value]) => `${name}=${encoded(value)}`).join("&");
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
  const text = typeof value === "number" ? plain(value) : value;
  const letter = (found) => `%${found.charCodeAt(0).toString(16).toUpperCase()}`;
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, letter)
    .replaceAll("%20", "+");
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
  if (LISTS.test(path)) {
    const isWhole = inner.every((_, i) => node.has(String(i)));
    if (node.has("") || !isWhole) throw new Gap(path);
    return inner.map((_, i) => shaped(node.get(String(i)), `${path}.${i}`));
  }
  const values = inner.map(([name, child]) => [name, shaped(child, `${path}.${name}`)]);
  return Object.fromEntries([...(node.has("") ? [["key", node.get("")]] : []), ...values]);
}
