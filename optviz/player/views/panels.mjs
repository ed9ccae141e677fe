// Side by side: each path on a stage in its own panel.

import { Stage } from "./stage.mjs";

/** @type {import("../core/view.mjs").ViewModule} */
export const VIEW = { key: "panels", create: (room) => new Stage(room) };
