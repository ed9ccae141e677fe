// Streamlit's entry for what comes of many runs, besides maps: fans of noise, searches, races, the recipe.

import { speak } from "./core/say.mjs";
import { h } from "./dom/elements.mjs";
import { isPageDark, loadStyle } from "./dom/frame.mjs";
import { FanView } from "./parts/fan.mjs";
import { RaceView } from "./parts/race.mjs";
import { RecipeView } from "./parts/recipe.mjs";
import { SearchView } from "./parts/search.mjs";

const VIEWS = { fan: FanView, search: SearchView, race: RaceView, recipe: RecipeView };
/** @type {WeakMap<Element, { kind: string, style: string, stop: AbortController, view: any, asked: string }>} */
const shown = new WeakMap();

/** Called for each run of the script, and when the theme changes. Returns what ends it once its host is gone. */
export async function attach({ parentElement, data }) {
  await loadStyle();
  speak(data.language, data.said);
  document.documentElement.lang = data.language;
  const style = isPageDark() ? "dark" : "light";
  let here = shown.get(parentElement);
  if (here?.kind !== data.kind || here.style !== style) {
    here?.stop.abort();
    const stop = new AbortController();
    const page = h("div", { className: "ov-page ov-trials", "data-theme": style, "data-kind": data.kind });
    parentElement.replaceChildren(page);
    here = { kind: data.kind, style, stop, view: new VIEWS[data.kind](page, style, stop.signal), asked: "" };
    shown.set(parentElement, here);
  }
  const asked = JSON.stringify(data.asked);
  if (here.asked !== asked) {
    here.asked = asked;
    here.view.ask(data);
  }
  return () => {
    if (!parentElement.isConnected) here.stop.abort();
  };
}
