// Streamlit's entries: the player in the page, its settings in the sidebar. Each is called for each run of the script.

import { decode } from "./core/payload.mjs";
import { followLinks, hasSidebar, isPageDark, loadStyle } from "./dom/frame.mjs";
import { keep, sharedPage, takeUp } from "./dom/memory.mjs";
import { ExportPanel } from "./files/export-panel.mjs";
import { expose } from "./inspection.mjs";
import { Player } from "./player.mjs";

const page = sharedPage();

/**
 * Shows the player. Returns what tears it down once its host is gone.
 * @param {any} component as Streamlit gives it @param {Record<string, any>} modules all that there are, by their names
 */
export function attach(component, modules) {
  return show(component, modules, false);
}

/** The same with maps beside the picture. */
export function attachMaps(component, modules) {
  return show(component, modules, true);
}

async function show(component, modules, hasDesk) {
  const { parentElement, data, setStateValue } = component;
  const { players } = page;
  const host = parentElement.querySelector("div") ?? parentElement;
  const [opened] = await Promise.all([players.has(host) ? null : unzipped(data).then(decode), loadStyle()]);
  let player = players.get(host);
  if (player) player.themeMayHaveChanged();
  else if (host.isConnected) {
    const views = opened.header.catalogue.views.map(({ script }) => modules[script].VIEW);
    player = begin(host, opened, views, hasDesk, modules);
    players.set(host, player);
    page.current = player;
    expose(player);
    showSettings();
  }
  // Numbered, since going back to what was handed on before is a change as well. What settles once one has left is kept here,
  // and what settles while Streamlit's line is down until it is up again: ours may be up before it.
  const handOn = (scenario) => {
    if (page.isLeaving || !isConnected()) return;
    setStateValue("settled", { number: ++page.settled, scenario }); // Streamlit sends it in a task of its own,
    page.isHandingOn = true; // which comes before this one:
    setTimeout(() => (page.isHandingOn = false));
  };
  if (player) player.onSettle = handOn;
  return () => {
    if (host.isConnected || !players.has(host)) return;
    const gone = players.get(host);
    page.left = gone.left;
    gone.destroy();
    if (page.current === gone) {
      page.current = null;
      expose(null);
    }
    players.delete(host);
  };
}

/** @param {Uint8Array<ArrayBuffer>} data */
function unzipped(data) {
  return new Response(new Blob([data]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer();
}

/** A player in a host, which goes on where the one before it was left. */
function begin(host, data, views, hasDesk, modules) {
  const asked = asksForRule(location.search);
  const left = leftBefore(asked);
  if (left) {
    data.header.display = Object.fromEntries(new URLSearchParams(left.display));
    delete data.header.lesson; // it is told of what was left
  }
  const player = new Player(host, {
    data,
    views,
    server: document.baseURI,
    tableDialog: async () => {
      const { join } = await import(new URL("behind.mjs", import.meta.url).href);
      if (!("parts/own-table.mjs" in modules)) join(modules);
      return modules["parts/own-table.mjs"].OwnTableDialog;
    },
    onSettle: () => {},
    isDark: isPageDark,
    hasSidebar,
    ExportPanel,
    hasDesk,
  });
  const { signal } = player.stop;
  if (left) player.resume(left, asked);
  if (asked || (left && !location.search)) player.addresses.write();
  window.addEventListener("pagehide", () => keep(player.left), { signal });
  followLinks(signal);
  page.isLeaving = false;
  if (page.surface) player.session.moveOnto(page.surface);
  page.surface = "";
  if (page.lesson) player.course.go(page.lesson);
  page.lesson = "";
  whenConnectedAgain(() => {
    page.isLeaving = false;
    if (player.session.isSettled) player.handOn(); // else it does so once it is
  }, signal);
  return player;
}

/**
 * Where to go on from, unless the address asks for something else: where this page was left, or the one that is loaded
 * again. A session of Streamlit's knows nothing of it once its server was away, or its line for some minutes.
 */
function leftBefore(/** @type {boolean} */ asked) {
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const left = page.left ?? (visit?.type === "reload" ? takeUp() : null);
  return left && (asked || ["", left.search].includes(location.search)) ? left : null;
}

/** Whether an address is a link from another page to a rule, which joins the experiment that one was at. @param {string} search */
function asksForRule(search) {
  const fields = new URLSearchParams(search);
  return fields.has("add") || fields.has("alone");
}

/** Whether Streamlit's line is up. */
function isConnected() {
  const app = /** @type {HTMLElement} */ (document.querySelector(".stApp"));
  return app.dataset.testConnectionState === "CONNECTED";
}

/**
 * Acts each time that Streamlit's line is up again: the session at its other end may be a new one.
 * @param {() => void} act @param {AbortSignal} signal
 */
function whenConnectedAgain(act, signal) {
  const app = /** @type {HTMLElement} */ (document.querySelector(".stApp"));
  let before = app.dataset.testConnectionState;
  const watch = new MutationObserver(() => {
    const now = app.dataset.testConnectionState;
    if (now === "CONNECTED" && before !== now) act();
    before = now;
  });
  watch.observe(app, { attributes: true, attributeFilter: ["data-test-connection-state"] });
  signal.addEventListener("abort", () => watch.disconnect());
}

/** Gives the settings their place, whichever comes first. */
export function attachSettings({ parentElement }) {
  page.sidebar = parentElement.querySelector("div") ?? parentElement;
  showSettings();
}

function showSettings() {
  const { sidebar, current } = page;
  if (sidebar && current) current.drawer.live(sidebar);
}
