// Where heads are drawn that meet: the rule of optviz/picture/heads.py.

/**
 * Where each head is drawn, and how large: of two in one place the lower one shows a rim, more stand on a ring around it.
 * @param {number[][]} places in pixels @param {number} unit a pixel at the type that looks are made for
 * @param {{ near: number, apart: number }} rules @param {{ head: number, under: number }} shares
 * @returns {{ x: number, y: number, size: number }[]}
 */
export function spread(places, unit, { near, apart }, { head, under }) {
  const found = places.map(([x, y]) => ({ x, y, size: head }));
  for (const group of together(places, near * unit)) {
    if (group.length === 2) found[group[0]].size = head * under;
    if (group.length < 3) continue;
    const middle = [0, 1].map((k) => group.reduce((sum, i) => sum + places[i][k], 0) / group.length);
    const radius = (apart * unit) / (2 * Math.sin(Math.PI / group.length));
    group.forEach((i, k) => {
      const angle = (2 * Math.PI * k) / group.length;
      found[i].x = middle[0] + radius * Math.sin(angle);
      found[i].y = middle[1] - radius * Math.cos(angle);
    });
  }
  return found;
}

/** The places in groups, of which each is near to another one of its group. */
function together(places, near) {
  const groups = [];
  places.forEach(([x, y], i) => {
    const touched = groups.filter((group) => group.some((j) => Math.hypot(places[j][0] - x, places[j][1] - y) < near));
    const joined = [...touched.flat(), i].sort((one, other) => one - other);
    for (const group of touched) groups.splice(groups.indexOf(group), 1);
    groups.push(joined);
  });
  return groups;
}
