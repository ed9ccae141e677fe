// An offline page's entry: plays the payload that it brought along.

import { decode } from "./core/payload.mjs";
import { Player } from "./player.mjs";

export function playOffline(host, body) {
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const player = new Player(host, { data: decode(body), server: null, onSettle: () => {}, isDark: () => dark.matches });
  dark.addEventListener("change", () => player.themeMayHaveChanged());
  window.optvizPlayer = player;
  return player;
}
