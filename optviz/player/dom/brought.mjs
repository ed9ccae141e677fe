// What a page has brought along: compressed, in elements that come after what its first picture needs.

/** @returns {Promise<Response | null>} null where the page has brought nothing of this name */
async function brought(/** @type {string} */ id) {
  const isWhole = () => document.readyState !== "loading" || document.getElementById(id)?.nextSibling; // behind it comes more
  if (!isWhole()) await new Promise((done) => document.addEventListener("DOMContentLoaded", done, { once: true }));
  const element = document.getElementById(id);
  if (!element) return null;
  const bytes = Uint8Array.from(atob(element.textContent), (letter) => letter.charCodeAt(0));
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

export const broughtBytes = async (/** @type {string} */ id) => (await brought(id))?.arrayBuffer() ?? null;
export const broughtJson = async (/** @type {string} */ id) => (await brought(id))?.json() ?? null;
