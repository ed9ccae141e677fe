"""Functions that JavaScript lacks, or has in another form: a module defines for itself those that it needs."""

import re
from collections.abc import Iterable, Sequence

CENTRAL = (
    -3.64441206401782e-21,
    -1.6850591381820166e-19,
    1.28584807152564e-18,
    1.1157877678025181e-17,
    -1.333171662854621e-16,
    2.0972767875968562e-17,
    6.637638134358324e-15,
    -4.054566272975207e-14,
    -8.151934197605472e-14,
    2.6335093153082323e-12,
    -1.2975133253453532e-11,
    -5.415412054294628e-11,
    1.0512122733215323e-09,
    -4.112633980346984e-09,
    -2.9070369957882005e-08,
    4.2347877827932404e-07,
    -1.3654692000834679e-06,
    -1.3882523362786469e-05,
    0.00018673420803405714,
    -0.000740702534166267,
    -0.006033670871430149,
    0.24015818242558962,
    1.6536545626831027,
)
MIDDLE = (
    2.2137376921775787e-09,
    9.075656193888539e-08,
    -2.7517406297064545e-07,
    1.8239629214389228e-08,
    1.5027403968909828e-06,
    -4.013867526981546e-06,
    2.9234449089955446e-06,
    1.2475304481671779e-05,
    -4.7318229009055734e-05,
    6.828485145957318e-05,
    2.4031110387097894e-05,
    -0.0003550375203628475,
    0.0009532893797373805,
    -0.0016882755560235047,
    0.002491442096107851,
    -0.003751208507569241,
    0.005370914553590064,
    1.0052589676941592,
    3.0838856104922208,
)
TAILS = (
    -2.7109920616438573e-11,
    -2.555641816996525e-10,
    1.5076572693500548e-09,
    -3.789465440126737e-09,
    7.61570120807834e-09,
    -1.496002662714924e-08,
    2.914795345090108e-08,
    -6.771199775845234e-08,
    2.2900482228026655e-07,
    -9.9298272942317e-07,
    4.526062597223154e-06,
    -1.968177810553167e-05,
    7.599527703001776e-05,
    -0.00021503011930044477,
    -0.00013871931833623122,
    1.0103004648645344,
    4.849906401408584,
)
"""The polynomials of Giles (2012), Approximating the erfinv function, table 1; the highest power first."""


def listed(numbers: Sequence[float]) -> str:
    return ",".join(map(repr, numbers))


HELPERS = {
    "pow": """\
const kept = new Float64Array(16384); // bases of whole powers, which come again in each run, and what they are
function pow(a, n) {
  const i = (n << 3) | ((a * 122) & 6);
  if (!(a > 0 && i < 16384 && n === i >>> 3)) return a === 1 ? 1 : a ** n; // NaN's power of 1 is 1
  if (kept[i] !== a) kept[i + 1] = (kept[i] = a) ** n;
  return kept[i + 1];
}""",
    "round_to_even": """\
function round_to_even(x) {
  const below = Math.floor(x), over = x - below;
  return over < 0.5 || (over === 0.5 && below % 2 === 0) ? below : over >= 0.5 ? below + 1 : x;
}""",
    "round_away": "const round_away = (x) => Math.sign(x) * Math.floor(Math.abs(x) + 0.5);",
    "quotient": "const quotient = (a, b) => Math.trunc(a / b);",
    "from_one_to_two": """\
const turns = [[13, 15, 26, 6], [17, 29, 16, 24]];
function from_one_to_two(seed, place) {
  // Threefry-2x32 with 20 rounds (Salmon et al., 2011) of the place, 52 bits of which are the fraction
  const keys = [0, seed | 0, seed ^ 0x1bd11bda];
  let a = keys[0], b = (place + keys[1]) | 0;
  for (let round = 0; round < 5; round += 1) {
    for (const turn of turns[round % 2]) {
      a = (a + b) | 0;
      b = a ^ ((b << turn) | (b >>> (32 - turn)));
    }
    a = (a + keys[(round + 1) % 3]) | 0;
    b = (b + keys[(round + 2) % 3] + round + 1) | 0;
  }
  return 1 + ((a >>> 0) * 1048576 + (b >>> 12)) / 4503599627370496;
}""",
    "erf_inv": f"""\
const central = [{listed(CENTRAL)}];
const middle = [{listed(MIDDLE)}];
const tails = [{listed(TAILS)}];
function erf_inv(x) {{
  const w = -Math.log1p(-x * x), root = Math.sqrt(w);
  const isCentral = w < 6.25, isMiddle = w < 16;
  const u = isCentral ? w - 3.125 : root - (isMiddle ? 3.25 : 5);
  let found = 0;
  for (const one of isCentral ? central : isMiddle ? middle : tails) found = found * u + one;
  return Math.abs(x) === 1 ? x * Infinity : found * x;
}}""",
}
"""By name, each after those that it calls."""


FOR_READERS = re.compile(r"^ *//.*\n|^ +| //.*$| (?=[^\w\s])|(?<=[^\w\s]) ", re.MULTILINE)
"""Comments, and room around what is no word: who loads a program does without them."""


def needed_helpers(names: Iterable[str]) -> list[str]:
    """The texts of helpers, in their order."""
    return [FOR_READERS.sub("", text) for name, text in HELPERS.items() if name in names]
