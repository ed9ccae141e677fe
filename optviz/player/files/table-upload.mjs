// A table of the reader's own on its way to the server, which gives it the key by which scenarios name it; and once more, if it is
// lost there.

import { Link, liveAddress } from "../core/link.mjs";
import { tableFor, wholeOf } from "../core/own-tables.mjs";
import { inLanguage, say } from "../core/say.mjs";

/**
 * @param {string} server @param {import("../core/own-table.mjs").OwnTable} table
 * @returns {Promise<string>} its key
 */
export async function uploadTable(server, table) {
  const url = new URL("api/tables", server);
  for (const [field, language] of Object.entries(inLanguage())) url.searchParams.set(field, language);
  const body = JSON.stringify(wholeOf(table));
  const answer = await fetch(url, { method: "POST", body }).catch(() => null);
  if (!answer) throw new Error(say("The server does not answer."));
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) return said.key;
  const problems = said.problems?.map(({ field, message }) => (field ? `${field}: ${message}` : message));
  throw new Error(problems?.join("; ") ?? say("The server answers {status}.", { status: answer.status }));
}

/**
 * The line to a server that gets a table again if it has it no more: it was started anew, or has met many others meanwhile.
 * @param {string} server @param {import("../core/session.mjs").Listener} listener
 */
export function linkWithTables(server, listener) {
  const sent = new WeakSet();
  /** @type {import("../core/session.mjs").Listener["onProblems"]} */
  const onProblems = (problems, request) => {
    const table = tableFor(request.scenario.surface);
    const isLost = table && problems.some(({ code }) => code === "table_not_here") && !sent.has(request);
    if (!isLost) return listener.onProblems(problems, request);
    sent.add(request);
    uploadTable(server, table).then(
      () => link.idle && link.ask(request), // otherwise something newer is wanted
      () => listener.onProblems(problems, request),
    );
  };
  const link = new Link(liveAddress(server), { ...listener, onProblems });
  return link;
}
