// Overlaid: all paths on one stage.

import { Stage } from "./stage.mjs";

/** @type {import("../core/view.mjs").ViewModule} */
export const VIEW = { key: "overlaid", create: (room) => new Stage(room) };
