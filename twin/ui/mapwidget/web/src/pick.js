// What is below the pointer? Asked of the shapes themselves: a few thousand boxes are soon looked through.

const NEAR = 4; // px beside a line or a point that still count

/** Topmost feature at a point of the plane, among layers in the order of drawing. */
export function pick(layers, x, y, scale) {
  for (let k = layers.length - 1; k >= 0; k--) {
    const layer = layers[k];
    if (!layer.look.pick) continue;
    const row = layer.kind === 'points' ? nearest(layer, x, y, scale) : hit(layer, x, y, scale);
    if (row >= 0) return {layer: layer.name, row};
  }
  return null;
}

/** Diameter of a dot or width of a line on the screen. [px] */
export const screenSize = ({look, widths}, row, scale) =>
  widths ? Math.min(widths[row], look.most) : Math.min(Math.max(look.width * scale, look.least), look.most);

function nearest(layer, x, y, scale) {
  const {positions} = layer;
  let row = -1;
  let best = Infinity;
  for (let k = 0; k < positions.length / 2; k++) {
    const apart = Math.hypot(positions[2 * k] - x, positions[2 * k + 1] - y);
    if (apart < best && apart * scale <= screenSize(layer, k, scale) / 2 + NEAR) [best, row] = [apart, k];
  }
  return row;
}

function hit(layer, x, y, scale) {
  const {rows, parts, rings, positions} = layer;
  layer.boxes ??= boxes(layer);
  const area = layer.kind === 'areas';
  const most = area ? 0 : (layer.widths ? layer.look.most : screenSize(layer, 0, scale)) / 2 + NEAR;
  const pad = most / scale;
  let row = -1;
  let best = Infinity;
  for (let part = rows.length - 1; part >= 0; part--) {
    const k = 4 * part;
    const box = layer.boxes;
    if (x < box[k] - pad || y < box[k + 1] - pad || x > box[k + 2] + pad || y > box[k + 3] + pad) continue;
    const [start, end] = [rings[parts[part]], rings[parts[part + 1]]];
    if (area) {
      if (within(positions, rings, parts[part], parts[part + 1], x, y)) return rows[part];
      continue;
    }
    const size = screenSize(layer, rows[part], scale);
    if (!size || (layer.colors && !layer.colors[4 * rows[part] + 3])) continue;
    const apart = distance(positions, start, end, x, y);
    if (apart < best && apart * scale <= size / 2 + NEAR) [best, row] = [apart, rows[part]];
  }
  return row;
}

function boxes({rows, parts, rings, positions}) {
  const out = new Float32Array(4 * rows.length);
  for (let part = 0; part < rows.length; part++) {
    let [w, s, e, n] = [Infinity, Infinity, -Infinity, -Infinity];
    for (let k = rings[parts[part]]; k < rings[parts[part + 1]]; k++) {
      const [x, y] = [positions[2 * k], positions[2 * k + 1]];
      [w, s, e, n] = [Math.min(w, x), Math.min(s, y), Math.max(e, x), Math.max(n, y)];
    }
    out.set([w, s, e, n], 4 * part);
  }
  return out;
}

/** Even-odd rule over a ring and its holes. */
function within(positions, rings, first, last, x, y) {
  let inside = false;
  for (let ring = first; ring < last; ring++) {
    for (let k = rings[ring], j = rings[ring + 1] - 1; k < rings[ring + 1]; j = k++) {
      const [ax, ay, bx, by] = [positions[2 * k], positions[2 * k + 1], positions[2 * j], positions[2 * j + 1]];
      if (ay > y !== by > y && x < ((bx - ax) * (y - ay)) / (by - ay) + ax) inside = !inside;
    }
  }
  return inside;
}

function distance(positions, start, end, x, y) {
  let best = Infinity;
  for (let k = start; k + 1 < end; k++) {
    const [ax, ay] = [positions[2 * k], positions[2 * k + 1]];
    const [dx, dy] = [positions[2 * k + 2] - ax, positions[2 * k + 3] - ay];
    const along = Math.max(0, Math.min(1, ((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy || 1)));
    best = Math.min(best, Math.hypot(ax + along * dx - x, ay + along * dy - y));
  }
  return best;
}
