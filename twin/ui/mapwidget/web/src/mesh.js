// How do shapes become triangles? Once, on arrival. No instances: software renderers draw each instance on its own.
import {earcut} from '@math.gl/polygon';

const SHARP = -0.3; // cosine of a turn from which a line is cut rather than mitred

/** Triangles of areas. `rows` tells whose each vertex is. */
export function areaMesh({positions, rings, parts, rows}) {
  const n = positions.length / 2;
  const owner = new Uint32Array(n);
  const indices = [];
  for (let part = 0; part < rows.length; part++) {
    const [first, last] = [parts[part], parts[part + 1]];
    const [start, end] = [rings[first], rings[last]];
    owner.fill(rows[part], start, end);
    const holes = [];
    for (let ring = first + 1; ring < last; ring++) holes.push(rings[ring] - start);
    for (const k of earcut(positions.subarray(2 * start, 2 * end), holes, 2)) indices.push(start + k);
  }
  return {positions, owner, indices: new Uint32Array(indices)};
}

/**
 * Ribbons along lines or around areas: two vertices a corner, with an offset in half widths and a side of −1 or 1.
 * Ends reach half a width further, so that streets join.
 */
export function ribbonMesh({positions, rings, parts, rows}) {
  const out = {at: [], offset: [], side: [], owner: [], indices: []};
  for (let part = 0; part < rows.length; part++) {
    for (let ring = parts[part]; ring < parts[part + 1]; ring++) {
      ribbon(distinct(positions.subarray(2 * rings[ring], 2 * rings[ring + 1])), rows[part], out);
    }
  }
  return packed(out);
}

/** The same for a few rings outside any layer. */
export function ringMesh(rings) {
  const out = {at: [], offset: [], side: [], owner: [], indices: []};
  for (const ring of rings) ribbon(distinct(ring), 0, out);
  return packed(out);
}

function packed({at, offset, side, owner, indices}) {
  const n = side.length;
  const around = new Float32Array(3 * n); // offset and side
  for (let k = 0; k < n; k++) around.set([offset[2 * k], offset[2 * k + 1], side[k]], 3 * k);
  return {positions: new Float32Array(at), around, owner: new Uint32Array(owner), indices: new Uint32Array(indices)};
}

/** Points without repetitions. */
function distinct(ring) {
  const kept = [];
  for (let k = 0; k < ring.length; k += 2) {
    const last = kept.at(-1);
    if (!last || Math.abs(last[0] - ring[k]) + Math.abs(last[1] - ring[k + 1]) > 1e-3) kept.push([ring[k], ring[k + 1]]);
  }
  return kept;
}

function ribbon(points, row, out) {
  const n = points.length;
  if (n < 2) return;
  const closed = n > 3 && points[0][0] === points[n - 1][0] && points[0][1] === points[n - 1][1];
  const directions = [];
  for (let k = 0; k + 1 < n; k++) {
    const [dx, dy] = [points[k + 1][0] - points[k][0], points[k + 1][1] - points[k][1]];
    const length = Math.hypot(dx, dy);
    directions.push([dx / length, dy / length]);
  }
  const corner = (k, x, y, along) => {
    const [px, py] = points[k];
    for (const side of [1, -1]) {
      out.at.push(px, py);
      out.offset.push(side * x + along[0], side * y + along[1]);
      out.side.push(side);
      out.owner.push(row);
    }
  };
  const join = () => {
    const k = out.side.length;
    out.indices.push(k - 4, k - 3, k - 2, k - 3, k - 1, k - 2);
  };
  const flat = [0, 0];
  for (let k = 0; k < n; k++) {
    const before = k > 0 ? directions[k - 1] : closed ? directions[n - 2] : null;
    const after = k + 1 < n ? directions[k] : closed ? directions[0] : null;
    if (!before || !after) {
      const d = before ?? after;
      const reach = before ? 1 : -1;
      corner(k, -d[1], d[0], [reach * d[0], reach * d[1]]);
      if (k) join();
      continue;
    }
    const cosine = before[0] * after[0] + before[1] * after[1];
    if (cosine < SHARP) {
      corner(k, -before[1], before[0], before);
      if (k) join();
      if (k + 1 < n) corner(k, -after[1], after[0], [-after[0], -after[1]]);
      continue;
    }
    const stretch = 1 / (1 + cosine); // the mitre: (normal + normal) / (1 + cosine)
    corner(k, -(before[1] + after[1]) * stretch, (before[0] + after[0]) * stretch, flat);
    if (k) join();
  }
}

/** One value per vertex from one per row. */
export function spread(values, owner) {
  const out = new values.constructor(owner.length);
  for (let k = 0; k < owner.length; k++) out[k] = values[owner[k]];
  return out;
}
