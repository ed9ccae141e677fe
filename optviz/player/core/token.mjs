// How a page tells the server who it is.

/** A random text by which the server tells this page from others, also from those behind the same router. */
export function newToken() {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
