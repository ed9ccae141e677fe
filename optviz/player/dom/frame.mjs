// The frame around our parts of the page, which is Streamlit's: its theme, its sidebar, its links from page to page.

import { h } from "./elements.mjs";
import { sharedPage } from "./memory.mjs";

/**
 * Has links to other pages of the app go the way of the sidebar's own, which load nothing anew: what is in the hand stays.
 * @param {AbortSignal} signal
 */
export function followLinks(signal) {
  document.addEventListener("click", follow, { signal });
  document.addEventListener("click", leave, { signal, capture: true });
}

/**
 * Sees to it that one who goes to another page gets there. What the player hands on tells Streamlit to stay on the page that it
 * comes from: so a click waits until what was handed on before is on its way, and nothing is handed on after it.
 * @param {MouseEvent} event
 */
function leave(event) {
  /** @type {HTMLAnchorElement | null} */
  const link = /** @type {Element} */ (event.target).closest('[data-testid="stSidebarNavLink"]');
  if (!link || !isPlain(event)) return;
  const page = sharedPage();
  if (!page.isHandingOn) page.isLeaving = link.pathname !== location.pathname;
  else {
    event.preventDefault();
    event.stopImmediatePropagation();
    setTimeout(() => link.click());
  }
}

/** Whether a click goes where its link leads, in this tab. @param {MouseEvent} event */
function isPlain({ button, ctrlKey, metaKey, shiftKey, altKey }) {
  return button === 0 && !(ctrlKey || metaKey || shiftKey || altKey);
}

/** @param {MouseEvent} event */
function follow(event) {
  /** @type {HTMLAnchorElement | null} */
  const link = /** @type {Element} */ (event.target).closest(":is(.ov-root, .ov-settings, .ov-page, .ov-lesson) a[href]");
  if (!link || event.defaultPrevented || !isPlain(event) || link.pathname === location.pathname) return;
  /** @type {NodeListOf<HTMLAnchorElement>} */
  const others = document.querySelectorAll('[data-testid="stSidebarNavLink"]');
  const inside = [...others].find(({ pathname }) => pathname === link.pathname);
  if (!inside) return;
  event.preventDefault();
  Object.assign(sharedPage(), {
    anchor: link.hash.slice(1),
    surface: link.dataset.surface,
    lesson: link.dataset.lesson,
    language: link.hreflang,
  });
  inside.click();
}

/** Whether the sidebar stands beside the page: not hidden, and not over it, as on a phone. */
export function hasSidebar() {
  /** @type {HTMLElement | null} */
  const sidebar = document.querySelector('[data-testid="stSidebar"]');
  const isOpen = sidebar?.dataset.collapsed === "false" && sidebar.getClientRects().length > 0;
  return isOpen && !document.fullscreenElement && !window.matchMedia("(max-width: 768px)").matches;
}

export function isPageDark() {
  const ground = getComputedStyle(document.querySelector(".stApp") ?? document.body).backgroundColor;
  const [r, g, b] = ground.match(/[\d.]+/g).map(Number);
  return 0.299 * r + 0.587 * g + 0.114 * b < 128;
}

/** The player's stylesheet, in the place of that of another version. */
export function loadStyle() {
  const href = new URL("../player.css", import.meta.url).href;
  const before = /** @type {HTMLLinkElement | null} */ (document.getElementById("optviz-style"));
  if (before?.href === href) return Promise.resolve();
  return new Promise((resolve) => {
    const sheet = h("link", { id: "optviz-style", rel: "stylesheet", href });
    sheet.onload = sheet.onerror = resolve;
    before?.remove();
    document.head.append(sheet);
  });
}
