// The page as a file of its own, as it came but for the experiment: what its scripts have made of it is left out.

const EXPERIMENT = "optviz-scenario"; // what every page that was taken home carries
const ADDRESS = "optviz-address"; // what it opens with

/** The page that opens with a query. @param {string} query @param {string} stamp of the scenario */
export function ownPage(query, stamp) {
  const page = /** @type {HTMLElement} */ (document.documentElement.cloneNode(true));
  delete page.dataset.optvizSidebar;
  page.removeAttribute("style");
  for (const made of page.querySelectorAll('#optviz-style, head > script, [name^="optviz-"]')) made.remove();
  page.querySelector("#optviz").replaceChildren();
  page.querySelector("#optviz").removeAttribute("class");
  for (const [name, content] of [
    [EXPERIMENT, stamp],
    [ADDRESS, query],
  ]) {
    page.querySelector("title").before(Object.assign(document.createElement("meta"), { name, content }), "\n");
  }
  return `<!doctype html>\n${page.outerHTML}\n`;
}

/** The query that such a page opens with; empty in others. */
export function keptQuery() {
  const kept = /** @type {HTMLMetaElement | null} */ (document.querySelector(`meta[name="${ADDRESS}"]`));
  return kept?.content ?? "";
}
