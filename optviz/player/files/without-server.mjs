// The files that a page makes where there is no server. Each carries its experiment, as those of the app do.

import { csvOf, fileName, jsonOf } from "../core/made-here.mjs";
import { withTexts } from "../core/png-texts.mjs";
import { say } from "../core/say.mjs";
import { stamp } from "../core/stamp.mjs";
import { ownPage } from "../dom/own-page.mjs";
import { sharply } from "../dom/paper.mjs";
import { imageOf } from "../dom/picture-file.mjs";
import { save } from "../dom/saving.mjs";

const SHARPNESS = 2; // pixels of the image for one of the page
const TITLE = 16; // pixels of the page: the size of what stands over the picture

/**
 * What it needs of the player.
 * @typedef {object} Player
 * @property {import("../core/session.mjs").Session} session
 * @property {any} whole of a page with the whole playground
 * @property {import("../parts/addresses.mjs").Addresses} addresses
 * @property {import("../parts/stages.mjs").Stages} stages
 * @property {import("../parts/panels.mjs").Panels} panels
 * @property {import("../parts/below.mjs").Below} below
 * @property {import("../core/clock.mjs").Clock} clock
 * @property {any} catalogue
 * @property {HTMLElement} root
 * @property {import("../core/view.mjs").Picture} picture
 * @property {() => void} layOut
 * @property {() => void} draw
 */

/** What can be saved, in words, and what saves it. @param {Player} player @returns {{ title: string, act: () => void }[]} */
export function filesOf(player) {
  const { session, whole } = player;
  return [
    { title: say("Picture as it is here (PNG)"), act: () => savePicture(player) },
    ...(session.runner ? [{ title: say("All steps of all paths (CSV)"), act: () => saveTable(player) }] : []),
    { title: say("The experiment alone (JSON)"), act: () => saveExperiment(player) },
    ...("table" in scenarioOf(player).surface
      ? [{ title: say("The experiment with your own data (JSON)"), act: () => saveExperiment(player, true) }]
      : []),
    ...(whole ? [{ title: say("This page with all there is (HTML)"), act: () => savePage(player) }] : []),
  ];
}

const scenarioOf = (/** @type {Player} */ { session }) => session.shown.scenario;
const saveText = (name, text, type) => save(name, new Blob([text], { type: `${type};charset=utf-8` }));

function saveTable(/** @type {Player} */ player) {
  const { shown, runner } = player.session;
  const { scenario, tracks } = shown;
  const { programs } = /** @type {import("../core/lone-runner.mjs").LoneRunner} */ (runner).local;
  const labels = tracks.map(({ path }) => path.label);
  saveText(fileName(scenario, [], ".csv"), csvOf(scenario, programs.run(scenario), labels), "text/csv");
}

function saveExperiment(/** @type {Player} */ player, hasTable = false) {
  const scenario = scenarioOf(player);
  saveText(fileName(scenario, [], ".json"), jsonOf(scenario, hasTable), "application/json");
}

function savePage(/** @type {Player} */ player) {
  const scenario = scenarioOf(player);
  saveText(fileName(scenario, [], ".html"), ownPage(player.addresses.shown, stamp(scenario)), "text/html");
}

async function savePicture(/** @type {Player} */ player) {
  const scenario = scenarioOf(player);
  const { record, records } = player.stages;
  const step = Math.floor(player.clock.playhead.step);
  const shown = [...(record === records[0] ? [] : [record.key]), ...(step < scenario.num_steps ? ["step", String(step)] : [])];
  const image = sharply(SHARPNESS, () => drawn(player, step));
  player.layOut(); // as the screen has it again
  player.draw();
  const texts = { Scenario: stamp(scenario), Software: "optviz" };
  const bytes = withTexts(new Uint8Array(await (await image).arrayBuffer()), texts);
  save(fileName(scenario, shown, ".png"), new Blob([bytes], { type: "image/png" }));
}

/** @returns {Promise<Blob>} */
function drawn(/** @type {Player} */ player, step) {
  const { stages, panels, below, root, catalogue } = player;
  player.layOut();
  player.draw();
  const blocks = [
    ...(stages.shared ? [[stages.shared.element]] : stages.all.map(({ element }, i) => [panels.all[i].head, element])),
    ...below.shown.map(({ element }) => [element]),
  ];
  const { color, fontFamily } = getComputedStyle(root);
  const { surface, num_steps: count } = scenarioOf(player);
  const title = say("{surface}, step {step} of {count}", { surface: catalogue.surfaces[surface.key].title, step, count });
  const image = imageOf(blocks, {
    ...{ title, paper: player.picture.theme.paper, ink: color, font: `600 ${TITLE}px ${fontFamily}`, sharpness: SHARPNESS },
  });
  return new Promise((resolve) => image.toBlob(resolve, "image/png"));
}
