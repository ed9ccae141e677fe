// The experiment while another page than the playground is open: it stays in the address, and is there for the way back.

import { writeAddress } from "./dom/address.mjs";
import { watchFocus } from "./dom/focus.mjs";
import { isPageDark, loadStyle } from "./dom/frame.mjs";
import { otherLanguages } from "./dom/language.mjs";
import { keep, sharedPage, takeUp } from "./dom/memory.mjs";

/** @type {WeakSet<Element>} hosts of pages that one has come to */
const seen = new WeakSet();

/** Returns what ends it once the other page is gone. */
export function attachElsewhere({ parentElement, data }) {
  const page = sharedPage();
  page.left ??= page.current ? null : leftInThisTab();
  const { left } = page.current ?? page; // the player may go after this comes
  if (left && !location.search) writeAddress(left.query, page.anchor);
  page.anchor = "";
  document.documentElement.lang = data.language;
  loadStyle();
  const host = parentElement.querySelector("div") ?? parentElement;
  host.className = "ov-settings";
  host.dataset.theme = isPageDark() ? "dark" : "light";
  host.replaceChildren(otherLanguages(data.languages, data.language));
  const stop = new AbortController();
  const { signal } = stop;
  window.addEventListener("pagehide", () => page.left && keep({ ...page.left, search: location.search }), { signal });
  watchFocus(signal);
  if (!seen.has(parentElement)) holdPlace(signal);
  seen.add(parentElement);
  return () => stop.abort();
}

/**
 * Where the player of the address that was loaded was left in this tab before; or of any, if it names no experiment. The
 * address may be another one already: this page's script comes late, and one may have gone on meanwhile.
 */
function leftInThisTab() {
  const left = takeUp();
  const [visit] = performance.getEntriesByType("navigation");
  return left && ["", left.search].includes(new URL(visit.name).search) ? left : null;
}

/**
 * Keeps the place that the address names in view until a hand is on the page: what is above it may still be on its way.
 * @param {AbortSignal} signal
 */
function holdPlace(signal) {
  const place = document.getElementById(location.hash.slice(1));
  const content = place?.closest(".stMainBlockContainer");
  if (!content) return;
  const watch = new ResizeObserver(() => place.scrollIntoView());
  const letGo = () => watch.disconnect();
  for (const hand of ["pointerdown", "wheel", "keydown"]) window.addEventListener(hand, letGo, { once: true, signal });
  signal.addEventListener("abort", letGo);
  watch.observe(content);
}
