// Files that the page itself makes.

const SOON = 60_000; // milliseconds after which a file has long been written

/** Has the browser save a file. @param {string} name @param {Blob} content */
export function save(name, content) {
  const url = URL.createObjectURL(content);
  const link = Object.assign(document.createElement("a"), { href: url, download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), SOON);
}
