// The routes to files: one that is made, one that is opened.

import { inLanguage, say } from "../core/say.mjs";
import { newToken } from "../core/token.mjs";

const FIRST_PAUSE = 80; // milliseconds until it is asked how far a file is
const PAUSE = 400;
const LONGEST_PAUSE = 5000; // of a file that has to wait for many others
const FAILURES = 5; // questions that may go unanswered before it is said
const PATIENCE = 600; // seconds for which it is tried again where there is no room
const PAGE = "optviz.page"; // where the browser's session keeps the page's token
const TOKEN = /^[\w-]{16,64}$/;

/**
 * The server will not: the message is meant for the person who asked. `field` is what it is about, where it says so; `retryAfter`
 * the seconds after which to try again, if that will help.
 */
class Refused extends Error {
  constructor(problems, retryAfter = null) {
    super(problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; "));
    this.field = /^([a-z_]+): /.exec(this.message)?.[1] ?? null;
    this.retryAfter = retryAfter;
  }
}

let token = null;

/** This page's token, the same for as long as its tab is open. */
function tokenOfPage() {
  if (token) return token;
  try {
    const stored = sessionStorage.getItem(PAGE);
    token = TOKEN.test(stored) ? stored : newToken();
    sessionStorage.setItem(PAGE, token);
  } catch {
    token ??= newToken(); // the store is full, forbidden or not there; then the token lasts as long as the page
  }
  return token;
}

async function ask(address, init) {
  const url = new URL(address);
  for (const [name, language] of Object.entries(inLanguage())) url.searchParams.set(name, language);
  let response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused([{ field: "", message: say("The server does not answer.") }]);
  }
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (response.ok) return answer;
  const problems = answer.problems ?? [{ field: "", message: say("The server answers {status}.", { status: response.status }) }];
  throw new Refused(problems, response.status === 503 ? secondsOf(response.headers.get("retry-after")) : null);
}

/** Whole seconds by a header; null where it says nothing of the kind. */
function secondsOf(text) {
  return Math.ceil(Math.max(Number(text), 0)) || null;
}

/** Asks, and where there is no room tries again when it is told to, for as long as that makes sense. */
async function askForRoom(url, init, signal, onStatus) {
  for (let waited = 0; ; ) {
    try {
      return await ask(url, init);
    } catch (error) {
      if (!error.retryAfter) throw error;
      waited += error.retryAfter;
      if (waited > PATIENCE) throw new Refused([{ field: "", message: goneOn(error.retryAfter) }]);
      onStatus({ state: "refused", seconds: error.retryAfter });
      await pause(1000 * error.retryAfter, signal);
    }
  }
}

function goneOn(seconds) {
  const minutes = Math.ceil(seconds / 60);
  return say("The server still makes files for others; please try again in {minutes}.", {
    minutes: minutes === 1 ? say("a minute") : say("{count} minutes", { count: minutes }),
  });
}

/** What is said of a file that is not begun yet, by its status; nothing once it is being made. */
export function waitingWords({ state, before, seconds }) {
  if (state === "refused") return say("The server makes files for others; trying again in {seconds}\u00a0s", { seconds });
  if (!before) return "";
  const files = before === 1 ? say("another file") : say("{count} other files", { count: before });
  return seconds >= 2
    ? say("Waits for {files}, about {seconds}\u00a0s", { files, seconds: Math.round(seconds) })
    : say("Waits for {files}", { files });
}

function pause(milliseconds, signal) {
  return /** @type {Promise<void>} */ (
    new Promise((resolve, reject) => {
      signal.throwIfAborted();
      const breakOff = () => {
        clearTimeout(timer);
        reject(signal.reason);
      };
      const goOn = () => {
        signal.removeEventListener("abort", breakOff);
        resolve();
      };
      const timer = setTimeout(goOn, milliseconds);
      signal.addEventListener("abort", breakOff, { once: true });
    })
  );
}

/**
 * Has a file made: `request` has `scenario`, `format`, `options` and perhaps `preview`. Gives what the server says of it with its
 * `name` and `url`. `onStatus(status)` is told how far it is, or that it is tried again; `onName(name)` what it will be called.
 * Aborting `signal` breaks it off.
 * @param {string} server @param {object} request
 * @param {{ signal: AbortSignal, onStatus?: (status: any) => void, onName?: (name: string) => void }} listener
 */
export async function make(server, request, { signal, onStatus = () => {}, onName = () => {} }) {
  const all = new URL("api/exports", server);
  const body = JSON.stringify({ ...request, page: tokenOfPage() });
  const { id, name } = await askForRoom(all, { method: "POST", body }, signal, onStatus);
  const job = `${all}/${id}`;
  const drop = () => fetch(job, { method: "DELETE", keepalive: true }).catch(() => {});
  if (signal.aborted) drop();
  signal.throwIfAborted();
  signal.addEventListener("abort", drop, { once: true });
  onName(name);
  try {
    const status = await follow(job, signal, onStatus);
    return { ...status, name, url: `${job}/${encodeURIComponent(name)}` };
  } finally {
    signal.removeEventListener("abort", drop);
  }
}

async function follow(job, signal, onStatus) {
  let failures = 0;
  for (let wait = FIRST_PAUSE, least = 0; ; wait = Math.max(Math.min(2 * wait, PAUSE), least)) {
    await pause(wait, signal);
    let status;
    try {
      status = await ask(job, { signal });
      failures = 0;
    } catch (error) {
      failures += 1;
      if (error.name === "AbortError" || failures >= FAILURES) throw error;
      continue;
    }
    if (status.state === "failed") throw new Refused(status.problems);
    if (status.state === "done") return status;
    onStatus(status);
    least = Math.min(250 * (status.seconds ?? 0), LONGEST_PAUSE); // a quarter of what it will take
  }
}

/** The scenario inside a file that optviz made. */
export async function open(server, file, largest) {
  if (file.size > largest)
    throw new Refused([{ field: "", message: say("the file is larger than {most} MB", { most: largest / 1e6 }) }]);
  const { scenario } = await ask(new URL("api/open", server), { method: "POST", body: file });
  return scenario;
}
