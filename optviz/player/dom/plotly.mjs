// The whole of plotly.js, for three dimensions: a script from beside this module, loaded when it is first asked for.

const FILE = "../plotly-in-space.min.js";
const NAME = "optvizPlotlyInSpace";

const page = /** @type {any} */ (globalThis);
/** @type {Promise<any> | null} */
let loading = null;

/** Plotly, kept under a name of our own: the page may have another one. */
export function loadPlotlyInSpace() {
  loading ??= page[NAME] ? Promise.resolve(page[NAME]) : fetchLater();
  return loading;
}

/** After the next frame: the script takes the browser a fifth of a second, and the rest of the page comes first. */
async function fetchLater() {
  await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
  return fetchScript();
}

/** @returns {Promise<any>} */
function fetchScript() {
  return new Promise((resolve, reject) => {
    const before = page.Plotly;
    const script = document.createElement("script");
    script.src = new URL(FILE, import.meta.url).href;
    script.onload = () => {
      page[NAME] = page.Plotly;
      page.Plotly = before;
      resolve(page[NAME]);
    };
    script.onerror = () => {
      loading = null;
      script.remove();
      reject(new Error("plotly.js could not be loaded"));
    };
    document.head.append(script);
  });
}
