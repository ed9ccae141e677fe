// A file or a text with commas, semicolons or tabs as a table of texts: the rules of optviz/scenario/reading_csv.py, to which both are
// held by tests/tables/cases.json.

import { problem } from "./said.mjs";

const DELIMITERS = ["\t", ";", ","]; // in the order in which they are tried: a comma may be that of a number
const LOOKED_AT = 20; // so many lines tell which it is
const MOST_NAMED = 5; // rows with something wrong are named one by one
const TOLD = /^sep=([,;\t])(?:\r\n|\r|\n)/i; // how spreadsheets say it
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
const NOT_IN_TEXT = /[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u{d800}-\u{dfff}]/u;
const LINE_END = /\r\n|\r|\n/g;
const POINT = /^[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const COMMA = /^[+-]?(?:[0-9]+,[0-9]*|,[0-9]+)(?:[eE][+-]?[0-9]+)?$/;
const WHOLE = /^[+-]?[0-9]+(?:[eE][+-]?[0-9]+)?$/;
const APART = " \u00a0\u2009\u202f'’"; // what may stand between thousands, whatever the decimal sign is: spaces and apostrophes
const grouped = (/** @type {string} */ between, /** @type {string} */ decimal) =>
  new RegExp(`^[+-]?[1-9][0-9]{0,2}(?<sign>[${between}${APART}])[0-9]{3}(?:\\k<sign>[0-9]{3})*(?:[${decimal}][0-9]*)?$`, "u");
const [GROUPED_POINT, GROUPED_COMMA] = [grouped(",", "."), grouped(".", ",")];
const ONE_GROUP = /^[+-]?[1-9][0-9]{0,2}[.,][0-9]{3}$/; // 1234 or 1.234, as one looks at it
const NOT_OF_POINT = new RegExp(`[,${APART}]`, "gu");
const NOT_OF_COMMA = new RegExp(`[.${APART}]`, "gu");
const UNSEEN = /[\p{C}\p{Z}]/gu;

/** @typedef {import("./said.mjs").Problem} Problem */
/** @typedef {{ most_bytes: number, most_rows: number, most_columns: number, most_name: number, fewest_rows: number, largest: number }} Bounds */
/**
 * A text as a table of texts: the line in which each row begins, from 1 on; the lines of rows with another number of cells than there
 * are columns; whether numbers are written with a decimal comma; and whether nothing tells if a comma is that of decimals or of
 * thousands.
 * @typedef {object} Sheet
 * @property {string[]} columns @property {number[]} lines @property {string[][]} rows
 * @property {{ line: number, count: number }[]} uneven @property {string} delimiter @property {boolean} hasComma @property {boolean} isOpen
 */

/** A text is no table, or some rows of it are bad. */
export class BadTable extends Error {
  constructor(/** @type {Problem[]} */ ...problems) {
    super(problems.map(({ code }) => code).join());
    this.problems = problems;
  }
}

const bad = (/** @type {string} */ code, given = {}, field = "") => new BadTable(problem(field, code, given));

/** Refuses so many bytes before they are read. @param {number} size @param {Bounds} bounds */
export function checkSize(size, { most_bytes: most }) {
  if (size > most) throw bad("table_too_large", { most: most / 1e6 });
}

/** Bytes as text: UTF-8, UTF-16 with its mark, or what Windows writes otherwise. @param {Uint8Array} bytes @param {Bounds} bounds */
export function decoded(bytes, bounds) {
  checkSize(bytes.length, bounds);
  const [first, second] = bytes;
  const wide = first === 0xff && second === 0xfe ? "utf-16le" : first === 0xfe && second === 0xff ? "utf-16be" : "utf-8";
  try {
    return new TextDecoder(wide, { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder("windows-1252").decode(bytes);
  }
}

/** What a text says. @param {string} given @param {Bounds} bounds @returns {Sheet} */
export function sheetOf(given, bounds) {
  const whole = given.replace(/^\ufeff/, "");
  const odd = whole.search(NOT_IN_TEXT);
  if (odd >= 0) throw bad("table_is_no_text", { line: 1 + linesIn(whole.slice(0, odd)) });
  const told = TOLD.exec(whole);
  const [text, begin] = told ? [whole.slice(told[0].length), 1] : [whole, 0];
  const delimiter = told?.[1] ?? delimiterOf(text);
  const records = [];
  for (const { line, cells } of recordsOf(text, delimiter)) {
    records.push({ line: line + begin, cells: cells.map(cleaned) });
    if (records.length > bounds.most_rows + 1) throw bad("too_many_table_rows", { most: bounds.most_rows }, "rows");
  }
  if (!records.length) throw bad("table_is_empty");
  return sheetFrom(records, delimiter, bounds);
}

/** @param {{ line: number, cells: string[] }[]} records @param {string} delimiter @param {Bounds} bounds */
function sheetFrom(records, delimiter, { most_columns: most, most_name: longest, largest }) {
  const first = records[0].cells;
  if (first.length > most) throw bad("too_many_table_columns", { count: first.length, most });
  const hasNames = !first.some((cell) => [false, true].some((hasComma) => asWritten(cell, hasComma) !== null));
  const rows = hasNames ? records.slice(1) : records;
  const even = rows.filter(({ cells }) => cells.length === first.length);
  const sheet = {
    columns: namesOf(hasNames ? first : first.map(() => ""), longest),
    lines: even.map(({ line }) => line),
    rows: even.map(({ cells }) => cells),
    uneven: rows.filter(({ cells }) => cells.length !== first.length).map(({ line, cells }) => ({ line, count: cells.length })),
    delimiter,
    ...decimalSign(even),
  };
  if (!sheet.rows.length) throw sheet.uneven.length ? new BadTable(...named(unevenRows(sheet))) : bad("table_is_empty");
  if (!numericOf(sheet, largest).length) throw bad("no_numeric_column");
  return sheet;
}

const linesIn = (/** @type {string} */ text) => (text.match(LINE_END) ?? []).length;

/** The first of them that cuts most of the first lines into as many cells, more than one. */
function delimiterOf(/** @type {string} */ text) {
  const cuts = (delimiter) => {
    const counts = [];
    try {
      for (const { cells } of recordsOf(text, delimiter)) {
        counts.push(cells.length);
        if (counts.length === LOOKED_AT) break;
      }
    } catch {
      return false;
    }
    return counts[0] > 1 && 2 * counts.filter((count) => count === counts[0]).length > counts.length;
  };
  return DELIMITERS.find(cuts) ?? ",";
}

/**
 * The lines with something in them: where each begins, and its cells. In quotes a cell may have line ends.
 * @param {string} text @param {string} delimiter @returns {Generator<{ line: number, cells: string[] }>}
 */
export function* recordsOf(text, delimiter) {
  let line = 1;
  for (let at = 0; at < text.length; ) {
    const { cells, end } = recordAt(text, delimiter, at, line);
    if (cells.some((cell) => cell.trim())) yield { line, cells };
    line += linesIn(text.slice(at, end));
    at = end;
  }
}

/** The cells from a place on, up to behind the end of their line. */
function recordAt(text, delimiter, begin, line) {
  const cells = [];
  for (let at = begin; ; at += 1) {
    const { cell, end } = text[at] === '"' ? quotedAt(text, at, line) : plainAt(text, delimiter, at);
    cells.push(cell);
    if (end >= text.length) return { cells, end };
    if (text[end] === delimiter) at = end;
    else if (text[end] === "\n" || text[end] === "\r") return { cells, end: end + (text.startsWith("\r\n", end) ? 2 : 1) };
    else throw bad("bad_quotes", { line });
  }
}

function plainAt(text, delimiter, begin) {
  let end = begin;
  while (end < text.length && text[end] !== delimiter && text[end] !== "\n" && text[end] !== "\r") end += 1;
  return { cell: text.slice(begin, end), end };
}

/** A cell in quotes, in which two of them stand for one. */
function quotedAt(text, begin, line) {
  let cell = "";
  for (let at = begin + 1; ; ) {
    const end = text.indexOf('"', at);
    if (end < 0) throw bad("bad_quotes", { line });
    cell += text.slice(at, end);
    if (text[end + 1] !== '"') return { cell, end: end + 1 };
    cell += '"';
    at = end + 2;
  }
}

/** A cell without the space around it, a minus as programs write it. */
const cleaned = (/** @type {string} */ cell) => cell.trim().replaceAll("−", "-");

/** Names for columns, all different. */
function namesOf(/** @type {string[]} */ cells, /** @type {number} */ most) {
  const found = [];
  for (const [i, cell] of cells.entries()) {
    const name = writtenName(cell, `column ${i + 1}`, most);
    found.push(found.includes(name) ? `${[...name].slice(0, 30).join("")} (${i + 1})` : name);
  }
  return found;
}

/** A name as one line in which there is something to be seen, cut where it is long. @param {string} text @param {string} otherwise @param {number} most */
export function writtenName(text, otherwise, most) {
  const letters = [...text.replace(UNSEEN, " ").split(/ +/).filter(Boolean).join(" ")];
  return (letters.length <= most ? letters : [...letters.slice(0, most - 1), "…"]).join("") || otherwise;
}

/** The number in a cell as programs write it; null where there is none. @param {string} cell @param {boolean} hasComma */
function asWritten(cell, hasComma) {
  const [plain, inGroups, between] = hasComma ? [COMMA, GROUPED_COMMA, NOT_OF_COMMA] : [POINT, GROUPED_POINT, NOT_OF_POINT];
  if (!hasComma && plain.test(cell)) return cell;
  if (inGroups.test(cell)) return cell.replace(between, "").replace(",", ".");
  return plain.test(cell) || WHOLE.test(cell) ? cell.replace(",", ".") : null;
}

/**
 * Whether numbers are written with a decimal comma, and whether that is open. A number with one sign tells by where that stands:
 * 1234,5 and 0,125 have a decimal comma, and 1,234 may have one. One with two tells too. Where both are told, a point is what the
 * decimal sign is, as it is where there is nothing but points.
 */
function decimalSign(/** @type {{ cells: string[] }[]} */ records) {
  let [hasComma, isEither] = [false, false];
  for (const { cells } of records) {
    for (const cell of cells) {
      if (!cell.includes(".") && !cell.includes(",")) continue;
      if (ONE_GROUP.test(cell)) isEither ||= cell.includes(",");
      else if (POINT.test(cell) || GROUPED_POINT.test(cell)) return { hasComma: false, isOpen: false };
      else hasComma ||= asWritten(cell, true) !== null;
    }
  }
  return { hasComma, isOpen: isEither && !hasComma };
}

/** The number in a cell; NaN where there is none, or one of two. @param {Pick<Sheet, "hasComma" | "isOpen">} sheet @param {string} cell */
export function numberIn(sheet, cell) {
  const written = isOneOfTwo(sheet, cell) ? null : asWritten(cell, sheet.hasComma);
  return written === null ? Number.NaN : Number(written);
}

/** Whether nothing tells which of two numbers stands in a cell. @param {Pick<Sheet, "isOpen">} sheet @param {string} cell */
export const isOneOfTwo = ({ isOpen }, cell) => isOpen && cell.includes(",") && ONE_GROUP.test(cell);

/** The places of the columns that have numbers in most of their rows. @param {Sheet} sheet @param {number} largest */
export function numericOf(sheet, largest) {
  const { columns, rows } = sheet;
  const isNumber = (cell) => isOneOfTwo(sheet, cell) || Math.abs(numberIn(sheet, cell)) <= largest;
  return columns.map((_, k) => k).filter((k) => 2 * rows.filter((row) => isNumber(row[k])).length > rows.length);
}

export function unevenRows(/** @type {Sheet} */ { columns, uneven }) {
  return uneven.map(({ line, count }) => problem("", "uneven_line", { line, count, columns: columns.length }));
}

/** The first of them, and how many there are more. @param {Problem[]} problems */
export function named(problems) {
  const more = problems.length - MOST_NAMED;
  return [...problems.slice(0, MOST_NAMED), ...(more > 0 ? [problem("", "more_bad_lines", { count: more })] : [])];
}
