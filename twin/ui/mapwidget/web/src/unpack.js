// How do packed shapes become layers? Typed arrays over the received bytes; nothing is copied unless bytes are unaligned.

const array = (Type, bytes) => {
  const {buffer, byteOffset, byteLength} = bytes;
  const n = byteLength / Type.BYTES_PER_ELEMENT;
  return byteOffset % Type.BYTES_PER_ELEMENT === 0
    ? new Type(buffer, byteOffset, n)
    : new Type(buffer.slice(byteOffset, byteOffset + byteLength));
};

export const floats = (bytes) => array(Float32Array, bytes);
export const octets = (bytes) => array(Uint8Array, bytes);

/** Layers by name, from the message that Python's `MapGeometry.message` makes. */
export function unpack(facts, buffers) {
  const layers = new Map();
  facts.forEach(({name, kind, count, look}, k) => {
    const [positions, rings, parts, rows] = [
      array(Float32Array, buffers[4 * k]),
      array(Uint32Array, buffers[4 * k + 1]),
      array(Uint32Array, buffers[4 * k + 2]),
      array(Uint32Array, buffers[4 * k + 3])
    ];
    layers.set(name, {
      name, kind, count, look, positions, rings, parts, rows, colors: null, widths: null,
      stamps: {shape: 0, colors: 0, widths: 0}
    });
  });
  return layers;
}

/** Parts of the shape of one row: pairs of first and last ring. */
function partsOf(layer, row) {
  const found = [];
  // Rows ascend, so that the first part is found by halving.
  let low = 0;
  let high = layer.rows.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (layer.rows[middle] < row) low = middle + 1;
    else high = middle;
  }
  for (let part = low; part < layer.rows.length && layer.rows[part] === row; part++) {
    found.push([layer.parts[part], layer.parts[part + 1]]);
  }
  return found;
}

/** Rings or lines of one row, each as an array of x and y in turn. */
export function ringsOf(layer, row) {
  const rings = [];
  for (const [first, last] of partsOf(layer, row)) {
    for (let ring = first; ring < last; ring++) {
      rings.push(layer.positions.subarray(2 * layer.rings[ring], 2 * layer.rings[ring + 1]));
    }
  }
  return rings;
}
