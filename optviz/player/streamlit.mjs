// Streamlit's entries: the player in the page, its settings in the sidebar. Each is called for each run of the script.

import { decode } from "./core/payload.mjs";
import { writeAddress } from "./dom/address.mjs";
import { h } from "./dom/elements.mjs";
import { keep, takeUp } from "./dom/memory.mjs";
import { expose } from "./inspection.mjs";
import { Player } from "./player.mjs";

/**
 * What all versions of this module know of the page: it outlives its server, and the next one may bring newer files.
 * @typedef {object} Page
 * @property {WeakMap<Element, Player>} players by their hosts
 * @property {Player | null} current the player that the sidebar's settings belong to
 * @property {Element | null} sidebar
 * @property {number} settled how often something was handed on
 * @property {import("./player.mjs").Left | null} left where the player before this one was left
 */

const shared = /** @type {{ optvizPage?: Page }} */ (globalThis);
shared.optvizPage ??= { players: new WeakMap(), current: null, sidebar: null, settled: 0, left: null };
const page = shared.optvizPage;

/** Shows the player. Returns what tears it down once its host is gone. */
export async function attach(component) {
  const { parentElement, data, setStateValue } = component;
  const { players } = page;
  const host = parentElement.querySelector("div") ?? parentElement;
  const opened = players.has(host) ? null : decode(data);
  const [views] = await Promise.all([opened && loadViews(opened.header.catalogue.views), loadStyle()]);
  let player = players.get(host);
  if (player) player.themeMayHaveChanged();
  else if (host.isConnected) {
    player = begin(host, opened, views);
    players.set(host, player);
    page.current = player;
    expose(player);
    showSettings();
  }
  // Numbered, since going back to what was handed on before is a change as well.
  if (player) player.onSettle = (scenario) => setStateValue("settled", { number: ++page.settled, scenario });
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

/** A player in a host, which goes on where the one before it was left. */
function begin(host, data, views) {
  const left = leftBefore();
  if (left) data.header.display = Object.fromEntries(new URLSearchParams(left.display));
  const player = new Player(host, { data, views, server: document.baseURI, onSettle: () => {}, isDark: isPageDark });
  const { signal } = player.stop;
  if (left) player.resume(left);
  if (left && !location.search) writeAddress(player.query);
  window.addEventListener("pagehide", () => keep(player.left), { signal });
  whenConnectedAgain(() => player.session.isSettled && player.handOn(), signal); // else it does so once it is
  return player;
}

/**
 * Where to go on from, unless the address asks for something else: where this page was left, or the one that is loaded
 * again. A session of Streamlit's knows nothing of it once its server was away, or its line for some minutes.
 */
function leftBefore() {
  if (page.left) return ["", page.left.search].includes(location.search) ? page.left : null;
  const [visit] = /** @type {PerformanceNavigationTiming[]} */ (performance.getEntriesByType("navigation"));
  const left = visit?.type === "reload" ? takeUp() : null;
  return left?.search === location.search ? left : null;
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

/** The `VIEW` of each view's module. */
async function loadViews(records) {
  const modules = await Promise.all(records.map(({ script }) => import(new URL(script, import.meta.url).href)));
  return modules.map(({ VIEW }) => VIEW);
}

/** The stylesheet beside this module, in the place of that of another version. */
function loadStyle() {
  const href = new URL("player.css", import.meta.url).href;
  const before = /** @type {HTMLLinkElement | null} */ (document.getElementById("optviz-style"));
  if (before?.href === href) return Promise.resolve();
  return new Promise((resolve) => {
    const sheet = h("link", { id: "optviz-style", rel: "stylesheet", href });
    sheet.onload = sheet.onerror = resolve;
    before?.remove();
    document.head.append(sheet);
  });
}

function isPageDark() {
  const ground = getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor;
  const [r, g, b] = ground.match(/[\d.]+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
