// A file that is dropped on the page.

import { say } from "../core/say.mjs";
import { h } from "../dom/elements.mjs";

const hasFiles = (event) => [...(event.dataTransfer?.types ?? [])].includes("Files");

/** Takes files that are dropped anywhere on the page, until `signal` is aborted; shows a hint in `root` while one is over it. */
export function takeDrops(root, { signal, onFile }) {
  const hint = h(
    "div",
    { className: "ov-drop", popover: "manual" },
    h("p", {}, say("Drop a file that optviz made, and go on from there.")),
  );
  root.append(hint);
  const show = (on) => hint.togglePopover(on);
  const listen = (name, act) => window.addEventListener(name, (event) => hasFiles(event) && act(event), { signal });
  listen("dragenter", () => show(true));
  listen("dragover", (event) => {
    event.preventDefault();
    event.dataTransfer.dropEffect = "copy";
    show(true);
  });
  listen("dragleave", (event) => event.relatedTarget === null && show(false));
  listen("drop", (event) => {
    event.preventDefault();
    show(false);
    const [file] = event.dataTransfer.files;
    if (file) onFile(file);
  });
}
