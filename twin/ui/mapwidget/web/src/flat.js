// How is the map drawn where no graphics processor helps? On plain canvases, one for each layer that results change and
// one for each run of layers that they do not; an update draws one of them again, a moving map only shifts them.
import {screenSize} from './pick.js';
import {ringsOf} from './unpack.js';

const SETTLE = 120; // ms after the last move until the map is drawn sharply again
const OUTLINES = 0.3; // px per metre from which outlines of areas are told apart

export class Drawing {
  constructor(holder, {ready, stale}) {
    this.name = 'canvas';
    this.stale = stale;
    this.canvas = holder.appendChild(document.createElement('canvas'));
    this.canvas.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
    this.sheets = new Map();
    this.shapes = new WeakMap();
    queueMicrotask(ready);
  }

  draw(scene) {
    const {canvas} = this;
    const ratio = globalThis.devicePixelRatio || 1;
    const [w, h] = [Math.round(canvas.clientWidth * ratio), Math.round(canvas.clientHeight * ratio)];
    const resized = canvas.width !== w || canvas.height !== h;
    if (resized) Object.assign(canvas, {width: w, height: h});
    const {view} = scene;
    const moving = this.seen && !resized && !same(this.seen, view);
    this.seen = view;
    clearTimeout(this.settling);
    if (moving) this.settling = setTimeout(this.stale, SETTLE);
    const pen = canvas.getContext('2d');
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, w, h);
    const kept = new Map();
    for (const layers of runs(scene.layers)) {
      const key = layers.map(({name}) => name).join(' ');
      const stamp = layers.map(({stamps}) => Object.values(stamps).join('.')).join(' ');
      let sheet = this.sheets.get(key);
      const usable = sheet?.stamp === stamp && sheet.canvas.width === w && sheet.canvas.height === h;
      if (!usable || !(moving || same(sheet.view, view))) sheet = this.sheet(sheet, layers, stamp, view, w, h, ratio);
      kept.set(key, sheet);
      const k = view.scale / sheet.view.scale;
      const dx = w / 2 - (k * w) / 2 + (sheet.view.x - view.x) * view.scale * ratio;
      const dy = h / 2 - (k * h) / 2 - (sheet.view.y - view.y) * view.scale * ratio;
      pen.drawImage(sheet.canvas, dx, dy, k * w, k * h);
    }
    this.sheets = kept;
    look(pen, view, w, h, ratio);
    this.mark(pen, scene, scene.hover, 2);
    this.mark(pen, scene, scene.selected, 3);
  }

  /** Draw layers on a canvas of their own. */
  sheet(old, layers, stamp, view, w, h, ratio) {
    const canvas = old?.canvas ?? document.createElement('canvas');
    Object.assign(canvas, {width: w, height: h});
    const pen = canvas.getContext('2d');
    look(pen, view, w, h, ratio);
    pen.lineJoin = pen.lineCap = 'round';
    for (const layer of layers) this[layer.kind](pen, layer, view.scale);
    return {canvas, stamp, view};
  }

  /** Wait until what was drawn is there: for measuring only. */
  finish() {
    this.canvas.getContext('2d').getImageData(0, 0, 1, 1);
  }

  remove() {
    clearTimeout(this.settling);
    this.canvas.remove();
  }

  /** One path for each part. */
  paths(layer) {
    let made = this.shapes.get(layer);
    if (!made) {
      made = Array.from(layer.rows, (_, part) => trace(layer, layer.parts[part], layer.parts[part + 1]));
      this.shapes.set(layer, made);
    }
    return made;
  }

  areas(pen, layer, scale) {
    const {colors, rows} = layer;
    const outlined = layer.look.line && scale > OUTLINES;
    pen.fillStyle = css(layer.look.fill);
    if (outlined) pen.strokeStyle = css(layer.look.line);
    pen.lineWidth = screenSize(layer, 0, scale) / scale;
    const named = new Names(colors);
    this.paths(layer).forEach((path, part) => {
      if (colors) pen.fillStyle = named.of(rows[part]);
      pen.fill(path, 'evenodd');
      if (outlined) pen.stroke(path);
    });
  }

  lines(pen, layer, scale) {
    const {colors, widths, rows} = layer;
    pen.strokeStyle = css(layer.look.fill);
    pen.lineWidth = widths ? 1 : screenSize(layer, 0, scale) / scale;
    const named = new Names(colors);
    const paths = this.paths(layer);
    for (let part = 0; part < rows.length; part++) {
      const row = rows[part];
      if ((widths && !widths[row]) || (colors && !colors[4 * row + 3])) continue;
      if (widths) pen.lineWidth = screenSize(layer, row, scale) / scale;
      if (colors) pen.strokeStyle = named.of(row);
      pen.stroke(paths[part]);
    }
  }

  points(pen, layer, scale) {
    const {positions} = layer;
    const n = positions.length / 2;
    const known = {...layer, widths: layer.widths?.length === n ? layer.widths : null};
    const colors = layer.colors?.length === 4 * n ? layer.colors : null;
    const named = new Names(colors);
    pen.fillStyle = css(layer.look.fill);
    pen.strokeStyle = css(layer.look.halo ?? layer.look.fill);
    pen.lineWidth = 1.5 / scale;
    for (let row = 0; row < n; row++) {
      const size = screenSize(known, row, scale) / scale;
      if (!size) continue;
      if (colors) pen.fillStyle = named.of(row);
      pen.beginPath();
      pen.arc(positions[2 * row], positions[2 * row + 1], size / 2, 0, 2 * Math.PI);
      if (layer.look.halo) pen.stroke();
      pen.fill();
    }
  }

  mark(pen, scene, feature, width) {
    const layer = feature && scene.layers.find(({name}) => name === feature.layer);
    if (!layer) return;
    const {scale} = scene.view;
    const path = new Path2D();
    if (layer.kind === 'points') {
      const [x, y] = layer.positions.subarray(2 * feature.row, 2 * feature.row + 2);
      path.arc(x, y, (screenSize(layer, feature.row, scale) / 2 + 3) / scale, 0, 2 * Math.PI);
    } else {
      for (const ring of ringsOf(layer, feature.row)) line(path, ring);
    }
    for (const [colour, more] of [['#fff', 2.5], ['#1b2733', 0]]) {
      pen.strokeStyle = colour;
      pen.lineWidth = (width + more) / scale;
      pen.stroke(path);
    }
  }
}

const css = ([red, green, blue, opacity]) => `rgba(${red},${green},${blue},${opacity / 255})`;
const same = (a, b) => a.x === b.x && a.y === b.y && a.scale === b.scale;

/** Colours of rows as the canvas wants them; most rows share a few. */
class Names {
  constructor(colors) {
    this.colors = colors;
    this.known = new Map();
  }

  of(row) {
    const c = this.colors.subarray(4 * row, 4 * row + 4);
    const key = (c[0] << 24) | (c[1] << 16) | (c[2] << 8) | c[3];
    if (!this.known.has(key)) this.known.set(key, css(c));
    return this.known.get(key);
  }
}

/** Layers that results change stand alone; the others in runs. */
function runs(layers) {
  const out = [];
  let open = false;
  for (const layer of layers) {
    const still = !Object.values(layer.stamps).some(Boolean);
    if (still && open) out.at(-1).push(layer);
    else out.push([layer]);
    open = still;
  }
  return out;
}

/** Let the pen work in metres of the plane. */
function look(pen, {x, y, scale}, w, h, ratio) {
  const k = scale * ratio;
  pen.setTransform(k, 0, 0, -k, w / 2 - k * x, h / 2 + k * y);
}

function line(path, ring) {
  path.moveTo(ring[0], ring[1]);
  for (let k = 2; k < ring.length; k += 2) path.lineTo(ring[k], ring[k + 1]);
}

function trace({positions, rings}, first, last) {
  const path = new Path2D();
  for (let ring = first; ring < last; ring++) line(path, positions.subarray(2 * rings[ring], 2 * rings[ring + 1]));
  return path;
}
