// An offline page's entry: plays the payload that it brought along.

import { LoneRunner } from "./core/lone-runner.mjs";
import { decode, fromPlanes } from "./core/payload.mjs";
import { modulesOf } from "./core/programs.mjs";
import { filesOf } from "./files/without-server.mjs";
import { expose } from "./inspection.mjs";
import { Player } from "./player.mjs";

/**
 * @param {HTMLElement} host
 * @param {ArrayBuffer} body the payload, in planes
 * @param {Record<string, any>} modules of the page, by their paths, and programs, by their names
 */
export function playOffline(host, body, modules) {
  const data = decode(fromPlanes(body));
  const views = data.header.catalogue.views.map(({ script }) => modules[script].VIEW);
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const { theme } = document.documentElement.dataset;
  const isDark = () => (theme === "auto" ? dark.matches : theme === "dark");
  const { scenario, catalogue } = data.header;
  const isAlive = modulesOf(catalogue, scenario).every((name) => name in modules);
  if (!isAlive) catalogue.display = catalogue.display.filter(({ key }) => key !== "taylor"); // which nobody can run
  const alone = isAlive ? (listener, room) => new LoneRunner(listener, room, modules) : null;
  const program = (name) => Promise.resolve(modules[name]);
  const hasDesk = Boolean(data.header.sweep);
  const player = new Player(host, {
    data,
    views,
    server: null,
    alone,
    program,
    files: filesOf,
    hasDesk,
    onSettle: () => {},
    isDark,
  });
  dark.addEventListener("change", () => player.themeMayHaveChanged());
  expose(player);
}
