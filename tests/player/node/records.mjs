// Records of rules and looks as the catalogue has them, with as little as the player needs.

const look = (light, dark) => ({ light, dark, print: light, dash: [], mark: "circle" });

/** What the catalogue has besides surfaces, noises and schedules. */
export const records = (optimizers) => ({
  optimizers: Object.fromEntries(Object.entries(optimizers).map(([key, own], i) => [key, { ...RULE, colour: i, ...own }])),
  looks: [look("#111111", "#eeeeee"), look("#222222", "#dddddd"), look("#333333", "#cccccc"), look("#444444", "#bbbbbb")],
  decay: [line("    decay = η * weight_decay * x"), line("    x = x - decay")],
});

const line = (text) => ({ text, kinds: ["vector"] });
const RULE = {
  ...{ arrows: {}, accumulator: null, updates: null, gradients_a_step: 1, parameters: [], switch: null },
  forms: { "": { pseudocode: "for t in 1, 2, ...:\n    x = x - η * g", kinds: [["vector"]], limit: null } },
};
