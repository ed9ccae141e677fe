// What a page has brought along: compressed, in elements that come after what its first picture needs.

const PROGRAMS = "optviz-programs"; // the element, and the event by which its script says that it has run

/** @returns {Promise<Response | null>} null where the page has brought nothing of this name */
async function brought(/** @type {string} */ id) {
  const isWhole = () => document.readyState !== "loading" || document.getElementById(id)?.nextSibling; // behind it comes more
  if (!isWhole()) await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  const element = document.getElementById(id);
  if (!element) return null;
  const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

export const broughtText = async (/** @type {string} */ id) => (await brought(id))?.text() ?? null;
export const broughtBytes = async (/** @type {string} */ id) => (await brought(id))?.arrayBuffer() ?? null;
export const broughtJson = async (/** @type {string} */ id) => (await brought(id))?.json() ?? null;

/** Has the programs of a page that come behind its first picture be there: they register themselves. */
export async function broughtPrograms() {
  const textContent = await broughtText(PROGRAMS);
  if (textContent === null) return;
  const arrived = new Promise((done) => window.addEventListener(PROGRAMS, done, { once: true }));
  document.head.append(Object.assign(document.createElement("script"), { type: "module", textContent }));
  await arrived;
}
