// The page's address: the scenario that is settled, and how it is shown.

/** @param {string} query */
export function writeAddress(query) {
  history.replaceState(history.state, "", `${location.pathname}?${query}`);
}

/** Copies an address with this query; gives what to say then. @param {string} query */
export async function copyAddress(query) {
  const address = `${location.origin}${location.pathname}?${query}`;
  try {
    await navigator.clipboard.writeText(address);
    return "The link is copied.";
  } catch {
    return address;
  }
}
