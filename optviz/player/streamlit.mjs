// Streamlit's entries: the player in the page, its settings in the sidebar. Each is called for each run of the script.

import { decode } from "./core/payload.mjs";
import { h } from "./dom/elements.mjs";
import { expose } from "./inspection.mjs";
import { Player } from "./player.mjs";

const players = new WeakMap();
let current = null; // the player that the sidebar's settings belong to
let sidebar = null;
let settled = 0;

/** Shows the player. Returns what tears it down once its host is gone. */
export async function attach(component) {
  const { parentElement, data, setStateValue } = component;
  const host = parentElement.querySelector("div") ?? parentElement;
  const opened = players.has(host) ? null : decode(data);
  const [views] = await Promise.all([opened && loadViews(opened.header.catalogue.views), loadStyle()]);
  let player = players.get(host);
  if (player) player.themeMayHaveChanged();
  else if (host.isConnected) {
    player = new Player(host, {
      data: opened,
      views,
      server: document.baseURI,
      onSettle: (json) => player.handOn(json),
      isDark: isPageDark,
    });
    players.set(host, player);
    current = player;
    expose(player);
    showSettings();
  }
  // Numbered, since going back to what was handed on before is a change as well.
  if (player) player.handOn = (scenario) => setStateValue("settled", { number: ++settled, scenario });
  return () => {
    if (host.isConnected || !players.has(host)) return;
    players.get(host).destroy();
    if (current === players.get(host)) {
      current = null;
      expose(null);
    }
    players.delete(host);
  };
}

/** Gives the settings their place, whichever comes first. */
export function attachSettings({ parentElement }) {
  sidebar = parentElement.querySelector("div") ?? parentElement;
  showSettings();
}

function showSettings() {
  if (sidebar && current && !sidebar.contains(current.settings.element)) sidebar.replaceChildren(current.settings.element);
}

/** The `VIEW` of each view's module. */
async function loadViews(records) {
  const modules = await Promise.all(records.map(({ script }) => import(new URL(script, import.meta.url).href)));
  return modules.map(({ VIEW }) => VIEW);
}

/** The stylesheet beside this module. */
function loadStyle() {
  if (document.getElementById("optviz-style")) return Promise.resolve();
  return new Promise((resolve) => {
    const sheet = h("link", { id: "optviz-style", rel: "stylesheet", href: new URL("player.css", import.meta.url).href });
    sheet.onload = sheet.onerror = resolve;
    document.head.append(sheet);
  });
}

function isPageDark() {
  const ground = getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor;
  const [r, g, b] = ground.match(/[\d.]+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}
