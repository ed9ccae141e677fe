// What the programs of the browser make of numbers: questions in files, in the form of a payload, each followed by the file for
// its answer, likewise.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { nothingKnown } from "../../optviz/player/core/costs.mjs";
import { withHeldOut } from "../../optviz/player/core/held-out.mjs";
import { LocalRunner } from "../../optviz/player/core/local-runner.mjs";
import { LoneRunner } from "../../optviz/player/core/lone-runner.mjs";
import { cellsOf } from "../../optviz/player/core/metrics.mjs";
import { decode, part } from "../../optviz/player/core/payload.mjs";
import { modulesOf, Programs } from "../../optviz/player/core/programs.mjs";
import { curvesOf, offeredOf } from "../../optviz/player/core/quantities.mjs";
import { Session } from "../../optviz/player/core/session.mjs";
import { toldOf } from "../../optviz/player/core/telling.mjs";

const [, , folder, ...files] = process.argv;
let { header, arrays } = {}; // of the question that is being answered
const load = (name) => import(pathToFileURL(join(folder, `${name}.mjs`)).href);

/** Values, gradients and Hessians of functions at points, each with its numbers and draws. */
async function derivatives() {
  const found = {};
  for (const [i, { name, inner }] of header.functions.entries()) {
    const program = await load(name);
    const inside = inner && (await load(inner));
    const { [`points.${i}`]: points, [`numbers.${i}`]: numbers, [`table.${i}`]: table, [`draws.${i}`]: draws } = arrays;
    const [count, weights] = points.shape;
    const each = (array, j) => array?.subarray((j * array.length) / count, ((j + 1) * array.length) / count);
    const values = new Float64Array(count);
    const valuesAgain = new Float64Array(count);
    const gradients = new Float64Array(count * weights);
    const hessians = new Float64Array(count * weights * weights);
    for (let j = 0; j < count; j += 1) {
      const [x, y = 0] = each(points, j);
      const given = inside
        ? [each(numbers, j), table, lossOf(inside, each(arrays[`inner.${i}`], j), table), each(draws, j)]
        : [each(numbers, j), table, null, each(draws, j)];
      values[j] = program.value(x, y, ...given);
      valuesAgain[j] = program.gradient(x, y, each(gradients, j), ...given);
      program.hessian(x, y, each(hessians, j), ...given);
    }
    Object.assign(found, {
      [`values.${i}`]: values,
      [`again.${i}`]: valuesAgain,
      [`gradients.${i}`]: gradients,
      [`hessians.${i}`]: hessians,
    });
  }
  return found;
}

function lossOf(program, numbers, table) {
  return {
    value: (x, y) => program.value(x, y, numbers, table),
    gradient: (x, y, out) => program.gradient(x, y, out, numbers, table),
    hessian: (x, y, out) => program.hessian(x, y, out, numbers, table),
  };
}

/** One step from each of some rows of a rule on a surface. */
async function steps() {
  const found = {};
  for (const [i, { rule: name, surface, weights }] of header.pairs.entries()) {
    const rule = await load(name);
    const loss = lossOf(await load(surface), arrays[`surface.${i}`], arrays[`table.${i}`]);
    const rows = arrays[`rows.${i}`];
    const { width } = rule;
    const count = rows.length / width;
    const after = new Float64Array(rows.length);
    const two = new Float64Array(2 * width);
    for (let t = 0; t < count; t += 1) {
      two.set(rows.subarray(t * width, (t + 1) * width));
      rule.step(two, 0, rows[t * width + 2 * weights + 1], arrays[`numbers.${i}`], loss);
      after.set(two.subarray(width), t * width);
      after.set(two.subarray(weights, 2 * weights + 1), t * width + weights); // loss and gradient of the row itself
    }
    found[`after.${i}`] = after;
  }
  return found;
}

/** Whole runs, and what is measured of them where the minima are known. */
async function runs() {
  const found = {};
  for (const [i, scenario] of header.scenarios.entries()) {
    const lines = header.lines ? scenario.optimizers.map(({ key }) => `lines/${key}`) : [];
    const names = [...modulesOf(header.catalogue, scenario), ...lines];
    const modules = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await load(name)])));
    const programs = new Programs(header.catalogue, modules);
    const paths = programs.run(scenario);
    for (const [j, { state, diverged_at, ...path }] of paths.entries()) {
      for (const [name, array] of Object.entries(path)) found[`${i}.${j}.${name}`] = array;
      for (const [name, array] of Object.entries(state)) found[`${i}.${j}.state.${name}`] = array;
      found[`${i}.${j}.diverged_at`] = Int32Array.of(diverged_at ?? -1);
    }
    if (header.lines) Object.assign(found, linesOf(i, programs, scenario, paths));
    if (!header.minima) continue;
    const known = { minima: header.minima[i], tolerance: scenario.tolerance, along: programs.along(scenario) };
    Object.assign(
      found,
      measures(i, paths, known, toldOf(scenario, paths, { labels: header.labels[i], known, catalogue: header.catalogue })),
    );
  }
  return found;
}

/** What the lines of pseudo-code give in each step of some paths. */
function linesOf(i, programs, scenario, paths) {
  const each = (path, j) => {
    const at = programs.linesOf(scenario, j, path);
    const rows = Array.from({ length: scenario.num_steps }, (_, row) => at(row));
    return [`${i}.${j}.lines`, Object.assign(Float64Array.from(rows.flat()), { shape: [rows.length, rows[0].length] })];
  };
  return Object.fromEntries(paths.map(each));
}

/** The table of some paths, and their curves: what is said as text in bytes, what is drawn in numbers. */
function measures(i, paths, known, told) {
  const offered = offeredOf(paths);
  const curves = Object.keys(offered).map((key) => [key, curvesOf(paths, key, known)]);
  const described = Object.fromEntries(curves.map(([key, { values, exact, beside, members, ...curve }]) => [key, curve]));
  const spoken = curves.map(([key, { values, exact, beside, ...curve }]) => [
    key,
    told.curves(curve, (j) => part(exact, j), beside),
  ]);
  const said = { cells: paths.map((path) => cellsOf(path, known)), offered, curves: described };
  const together = curves.flatMap(([key, { members }]) => (members ? [[key, told.together(members)]] : []));
  Object.assign(said, { told, spoken: Object.fromEntries(spoken), together: Object.fromEntries(together) });
  const drawn = curves.map(([key, { values }]) => [`${i}.curve.${key}`, values]);
  return { [`${i}.said`]: new TextEncoder().encode(JSON.stringify(said)), ...Object.fromEntries(drawn) };
}

/** All draws of a noise for some seeds. */
async function draws() {
  const { all } = await load(header.noise);
  const [count, width] = header.shape;
  const found = header.seeds.map((seed, i) => {
    const drawn = new Float64Array(width * count);
    all(drawn, seed, arrays.counts);
    return [`draws.${i}`, drawn];
  });
  return Object.fromEntries(found);
}

/** The factors of a schedule at steps. */
async function factors() {
  const { factor } = await load(header.schedule);
  const { steps: at, lengths, numbers } = arrays;
  const size = numbers.length / at.length;
  return { factors: Float64Array.from(at, (t, i) => factor(t, lengths[i], numbers.subarray(i * size, (i + 1) * size))) };
}

/**
 * What a page shows of scenarios that its hand comes upon, one after the other, where its server answers nothing; or that it
 * has let go of, on a page that is `alone` with the modules that it brought along.
 */
async function hand() {
  const { curve, taylor, alone } = header;
  const first = decode(arrays.first);
  const { catalogue } = first.header;
  const needs = () => ({ row: 0, taylor, lines: false, curves: [curve] });
  let time = 0; // of a clock on which each run takes a tenth of a millisecond
  const now = () => (time += 0.1);
  const costs = nothingKnown();
  const page = { catalogue, shown: () => session.shown, needs, load, now, costs, whenIdle: (act) => act(), soon: (act) => act() };
  const far = { ask: () => assert.fail("the server is asked"), idle: true, close: () => {} };
  const along = await Promise.all((alone ?? []).map(async (name) => [name, await load(name)]));
  const local = (listener) => new LocalRunner(() => far, listener, page);
  const lone = (listener, one) => new LoneRunner(listener, { ...page, shown: () => one.shown }, Object.fromEntries(along));
  const session = new Session(first, { connect: alone ? lone : local, needs });
  const found = {};
  for (const [i, scenario] of header.scenarios.entries()) {
    if (!alone) await session.runner.prepare(scenario);
    session.change(scenario, Boolean(alone));
    const { tracks, data } = session.shown;
    const said = {
      scenario: session.scenario,
      paths: tracks.map(({ path }) => path),
      curves: data.header.curves,
      offered: data.header.offered,
    };
    found[`${i}.said`] = new TextEncoder().encode(JSON.stringify(said));
    for (const [j, track] of tracks.entries()) {
      for (const [name, values] of Object.entries(numbersOf(track, curve))) if (values) found[`${i}.${j}.${name}`] = values;
    }
  }
  return found;
}

function numbersOf({ detail, points, losses, curves, gradientsTaken: taken }, curve) {
  const { from, complete, lines, lineAt, state, taylor, ...inside } = detail;
  assert.deepEqual([from, complete, lines], [0, true, undefined]);
  const states = Object.entries(state).map(([name, values]) => [`state.${name}`, values]);
  return { points, losses, taken, ...inside, hessians: taylor?.hessians, curve: curves[curve], ...Object.fromEntries(states) };
}

/** Surfaces with their numbers: what is said of each as text in bytes, what is drawn in numbers. */
async function grounds() {
  const { catalogue, surfaces, beside } = header;
  const found = {};
  for (const [i, surface] of surfaces.entries()) {
    const kinds = ["surfaces", "minima", ...(catalogue.surfaces[surface.key].data ? ["models"] : [])];
    const names = kinds.map((kind) => `${kind}/${surface.key}`);
    const modules = Object.fromEntries(await Promise.all(names.map(async (name) => [name, await load(name)])));
    const programs = new Programs(catalogue, modules);
    const ground = programs.ground(surface);
    const { header: told, arrays: numbers } = beside ? withHeldOut(programs, surface, ground, false) : ground;
    found[`${i}.said`] = new TextEncoder().encode(JSON.stringify(told.surface));
    for (const [name, array] of Object.entries(numbers)) found[`${i}.${name}`] = array;
  }
  return found;
}

/** Functions of tests, each at its arguments. */
async function calls() {
  const found = {};
  for (const [i, { module, size, count }] of header.calls.entries()) {
    const { tested } = await load(module);
    const out = new Float64Array(size);
    tested(out, ...Array.from({ length: count }, (_, j) => arrays[`${i}.${j}`]));
    found[i] = out;
  }
  return found;
}

function written(found) {
  const entries = [];
  const chunks = [];
  let offset = 0;
  for (const [name, array] of Object.entries(found)) {
    const dtype = array.constructor.name.replace("Array", "").toLowerCase();
    entries.push({ name, dtype, shape: array.shape ?? [array.length], offset });
    const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
    chunks.push(bytes);
    offset += bytes.length;
  }
  const text = Buffer.from(JSON.stringify({ arrays: entries }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(text.length);
  return Buffer.concat([length, text, ...chunks]);
}

const tasks = { derivatives, steps, runs, draws, factors, hand, grounds, calls };
for (let i = 0; i < files.length; i += 2) {
  ({ header, arrays } = decode(new Uint8Array(readFileSync(files[i]))));
  writeFileSync(files[i + 1], written(await tasks[header.task]()));
}
