// A picture for a hall: the whole screen, and large type. Whatever ends one of them ends both.

export class Presenting {
  /**
   * @param {() => HTMLElement} whole what is to fill the screen
   * @param {{ isLarge: () => boolean, setLarge: (isLarge: boolean) => void }} type
   * @param {AbortSignal} signal
   */
  constructor(whole, type, signal) {
    this.whole = whole;
    this.type = type;
    this.wasFull = false;
    document.addEventListener("fullscreenchange", () => this.changed(), { signal });
  }

  get isFull() {
    return document.fullscreenElement === this.whole();
  }

  /** The browser has begun or ended it, for its own key as well. */
  changed() {
    const { isFull, wasFull, type } = this;
    this.wasFull = isFull;
    if (wasFull && !isFull && type.isLarge()) type.setLarge(false);
  }

  toggle() {
    if (this.type.isLarge()) return this.end();
    this.whole()
      .requestFullscreen?.()
      .catch(() => {}); // large type alone, where it is not allowed
    return this.type.setLarge(true);
  }

  end() {
    if (this.isFull) document.exitFullscreen();
    if (this.type.isLarge()) this.type.setLarge(false);
  }
}
