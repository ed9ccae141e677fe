// The entry of a worker that sweeps: what it is asked comes by messages, and so go its answers.

import { FourCells } from "./core/four-cells.mjs";
import { SweepWork } from "./core/sweep-work.mjs";

/** @param {any} scope the worker's own @param {string} programs the folder of the programs @param {any} catalogue */
function begin(scope, programs, catalogue) {
  const turns = new MessageChannel();
  const waiting = [];
  turns.port1.onmessage = () => waiting.shift()();
  const work = new SweepWork({
    catalogue,
    load: (name) => import(`${programs}/${name}.mjs`),
    tell: (answer) => scope.postMessage(answer),
    hear: () => {}, // what it makes is soon done
    manyAtOnce: FourCells,
    now: () => performance.now(),
    pause: () =>
      new Promise((done) => {
        waiting.push(done);
        turns.port2.postMessage(null);
      }),
  });
  return work;
}

/** Listens to the page, whose first message says where the programs are. @param {any} scope */
export function listen(scope) {
  let work = null;
  scope.onmessage = async ({ data }) => {
    if (data.catalogue) work = begin(scope, data.programs, data.catalogue);
    else if (data.question) {
      const took = await work.answer(data.question).catch((error) => console.error(error));
      scope.postMessage({ isDone: true, took: took ?? Number.POSITIVE_INFINITY });
    } else work.stop();
  };
}
