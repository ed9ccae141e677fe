// The one playhead of all panels: a real number of steps, so that slow motion is smooth.

export const SPEEDS = [0.5, 1, 2, 5, 15, 30, 60, 120, 240, 480];
const REST = 1.2; // seconds at the end before a loop begins again

export function newPlayhead(speed = 30) {
  return { step: 0, playing: true, speed, loop: true, rested: 0 };
}

/** The playhead after some seconds of a run of `numSteps`. */
export function advance(playhead, seconds, numSteps) {
  if (!playhead.playing) return playhead;
  if (playhead.step < numSteps) {
    return { ...playhead, step: Math.min(playhead.step + seconds * playhead.speed, numSteps), rested: 0 };
  }
  if (!playhead.loop) return { ...playhead, step: numSteps, playing: false };
  const rested = playhead.rested + seconds;
  return rested < REST ? { ...playhead, step: numSteps, rested } : { ...playhead, step: 0, rested: 0 };
}

/** Play and pause; playing from the end begins again. */
export function toggle(playhead, numSteps) {
  const again = !playhead.playing && playhead.step >= numSteps;
  return { ...playhead, playing: !playhead.playing, step: again ? 0 : playhead.step, rested: 0 };
}

/** The playhead held at a whole step inside the run. */
export function seek(playhead, step, numSteps) {
  return { ...playhead, playing: false, step: Math.min(numSteps, Math.max(0, Math.round(step))), rested: 0 };
}

/** The next faster (or, for -1, slower) speed. */
export function nextSpeed(playhead, direction) {
  const place = SPEEDS.indexOf(playhead.speed) + direction;
  return { ...playhead, speed: SPEEDS[Math.min(SPEEDS.length - 1, Math.max(0, place))] };
}
