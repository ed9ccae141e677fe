// The routes to files: one that is made, one that is opened.

const FIRST_PAUSE = 80; // milliseconds until it is asked how far a file is
const PAUSE = 400;
const FAILURES = 5; // questions that may go unanswered before it is said

/** The server will not: the message is meant for the person who asked. `field` is what it is about, where it says so. */
class Refused extends Error {
  constructor(problems) {
    super(problems.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join("; "));
    this.field = /^([a-z_]+): /.exec(this.message)?.[1] ?? null;
  }
}

async function ask(url, init) {
  let response;
  try {
    response = await fetch(url, init);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Refused([{ field: "", message: "The server does not answer." }]);
  }
  const answer = response.status === 204 ? {} : await response.json().catch(() => ({}));
  if (!response.ok) throw new Refused(answer.problems ?? [{ field: "", message: `The server answers ${response.status}.` }]);
  return answer;
}

function pause(milliseconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, milliseconds);
    const breakOff = () => {
      clearTimeout(timer);
      reject(signal.reason);
    };
    signal.addEventListener("abort", breakOff, { once: true });
  });
}

/**
 * Has a file made: `request` has `scenario`, `format`, `options` and perhaps `preview`. Gives what the server says of it with its
 * `name` and `url`. `onStatus(status)` is told how far it is; `onName(name)` what it will be called. Aborting `signal` breaks it off.
 * @param {string} server @param {object} request
 * @param {{ signal: AbortSignal, onStatus?: (status: any) => void, onName?: (name: string) => void }} listener
 */
export async function make(server, request, { signal, onStatus = () => {}, onName = () => {} }) {
  const all = new URL("api/exports", server);
  const { id, name } = await ask(all, { method: "POST", body: JSON.stringify(request) });
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
  for (let wait = FIRST_PAUSE; ; wait = Math.min(2 * wait, PAUSE)) {
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
  }
}

/** The scenario inside a file that optviz made. */
export async function open(server, file, largest) {
  if (file.size > largest) throw new Refused([{ field: "", message: `the file is larger than ${largest / 1e6} MB` }]);
  const { scenario } = await ask(new URL("api/open", server), { method: "POST", body: file });
  return scenario;
}
