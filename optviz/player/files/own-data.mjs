// The reader's own table: the dialog in which one gives it, fetched once it is asked for, and the surface that takes it.

import { keepTable } from "../core/own-tables.mjs";
import { say } from "../core/say.mjs";
import { setTable } from "../core/scenario.mjs";
import { newToken } from "../core/token.mjs";
import { uploadTable } from "./table-upload.mjs";

const FILES = /\.(csv|tsv|txt)$/i;

/**
 * @typedef {object} Page
 * @property {any} catalogue
 * @property {import("../core/session.mjs").Session} session
 * @property {() => HTMLElement} root of the player
 * @property {string | null} server the base URL of the server's routes
 * @property {() => Promise<any>} fetchDialog gives the class of the dialog
 * @property {(text: string) => void} problem
 */

export class OwnData {
  /** @type {Promise<import("../parts/own-table.mjs").OwnTableDialog> | null} */
  #dialog = null;

  /** @param {Page} page */
  constructor(page) {
    this.page = page;
  }

  /** Opens the dialog, perhaps with a file that was dropped on the page. @param {File} [file] */
  async open(file) {
    this.#dialog ??= this.#make();
    try {
      (await this.#dialog).open(file);
    } catch {
      this.#dialog = null; // it is asked for another time
      this.page.problem(say("The server does not answer; the page goes on without it."));
    }
  }

  /** Whether a file that was dropped on the page is a table, and the surface takes one: then its columns are picked. */
  async takes(/** @type {File} */ file) {
    const isTable = this.#data?.takes_tables && FILES.test(file.name) && !(await file.slice(0, 9).text()).startsWith("# optviz/");
    if (isTable) this.open(file);
    return isTable;
  }

  /** What the catalogue has of the data of the surface in the hand. */
  get #data() {
    const { catalogue, session } = this.page;
    return catalogue.surfaces[session.scenario.surface.key].data;
  }

  async #make() {
    const { catalogue, session, root, fetchDialog } = this.page;
    const OwnTableDialog = await fetchDialog();
    const dialog = new OwnTableDialog(catalogue.tables, {
      wanted: () => this.#data,
      isOwn: () => "table" in session.scenario.surface,
      use: (table) => this.#use(table),
    });
    root().append(dialog.element);
    return dialog;
  }

  /** Gives the surface in the hand a table of the reader's own; null for the data that it comes with. */
  async #use(/** @type {import("../core/own-table.mjs").OwnTable | null} */ table) {
    const { session, server } = this.page;
    const key = table && (server === null ? newToken() : await uploadTable(server, table));
    if (key) keepTable(key, table);
    session.change(setTable(session.scenario, key), true);
  }
}
