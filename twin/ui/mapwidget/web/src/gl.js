// How is the map drawn fast? By deck.gl: triangles stay with the graphics processor, an update replaces what changed.
import {Deck, OrthographicView} from '@deck.gl/core';
import {FlatLayer} from './layer.js';
import {areaMesh, ribbonMesh, ringMesh, spread} from './mesh.js';
import {screenSize} from './pick.js';
import {ringsOf} from './unpack.js';

const OUTLINES = 0.3; // px per metre from which outlines of areas are told apart; below, edges are only smoothed
const MARK = [27, 39, 51, 255];
const RIM = [255, 255, 255, 255];

/** What draws WebGL 2 here: "none", "software" or "hardware". */
export function means() {
  const gl = document.createElement('canvas').getContext('webgl2');
  if (!gl) return 'none';
  const facts = gl.getExtension('WEBGL_debug_renderer_info');
  const name = facts ? gl.getParameter(facts.UNMASKED_RENDERER_WEBGL) : '';
  gl.getExtension('WEBGL_lose_context')?.loseContext();
  return /swiftshader|llvmpipe|softpipe|software|basic render/i.test(name) ? 'software' : 'hardware';
}

export class Drawing {
  /** Draws into `holder`; `failed` is called when the graphics processor gives up. */
  constructor(holder, {ready, failed}) {
    this.name = 'webgl';
    this.held = new WeakMap();
    this.deck = new Deck({
      parent: holder,
      width: '100%',
      height: '100%',
      views: new OrthographicView({id: 'map', flipY: false}),
      viewState: {target: [0, 0, 0], zoom: 0},
      controller: false,
      useDevicePixels: true,
      // Edges are smoothed by the shader: four samples a pixel would cost software renderers most of a frame.
      deviceProps: {type: 'webgl', webgl: {antialias: false}},
      layers: [],
      onDeviceInitialized: (device) => {
        this.device = device;
        device.lost?.then(() => this.deck && failed());
      },
      onLoad: ready,
      onError: (error) => {
        console.warn(error);
        if (this.deck) failed();
      }
    });
  }

  /** Draw the scene now. */
  draw(scene) {
    const {x, y, scale} = scene.view;
    const layers = [...scene.layers.flatMap((layer) => this.layers(layer, scale)), ...this.marks(scene)];
    this.deck.setProps({viewState: {map: {target: [x, y, 0], zoom: Math.log2(scale)}}, layers});
    if (this.device) this.deck.redraw('update');
  }

  /** Wait until what was drawn is there: for measuring only. */
  finish() {
    if (!this.device) return;
    const {gl} = this.device;
    gl.readPixels(0, 0, 1, 1, gl.RGBA, gl.UNSIGNED_BYTE, new Uint8Array(4));
  }

  remove() {
    const {deck} = this;
    this.deck = null;
    deck.finalize();
  }

  layers(layer, scale) {
    const {look, kind, name} = layer;
    if (kind === 'areas') {
      const own = {id: name, shape: 'areas', width: 1, ...this.vertices(layer, 'areas')};
      const outlined = look.line && scale >= OUTLINES;
      const width = outlined ? screenSize(layer, 0, scale) : 1;
      const edge = {id: `${name}-edge`, shape: 'lines', width, ...this.vertices(layer, 'edges', outlined ? look.line : null)};
      return [new FlatLayer(own), new FlatLayer(edge)];
    }
    const width = layer.widths ? 0 : screenSize(layer, 0, scale);
    return [new FlatLayer({id: name, shape: kind, width, halo: look.halo ? 1.5 : 0, ...this.vertices(layer, kind)})];
  }

  /** Mesh, colours and sizes of the vertices of a layer; made anew only when what they are made from changes. */
  vertices(layer, what, only = null) {
    const held = this.held.get(layer) ?? {};
    this.held.set(layer, held);
    const {stamps} = layer;
    const keep = (key, stamp, maker) => {
      if (held[key]?.stamp !== stamp) held[key] = {stamp, made: maker()};
      return held[key].made;
    };
    const mesh = keep(what, stamps.shape, () => makers[what](layer));
    const n = mesh.positions.length / 2;
    const colours = keep(`${what} colours ${only}`, `${stamps.shape} ${stamps.colors}`, () =>
      only || !layer.colors ? filled(only ?? layer.look.fill, n) : octets(each(words(layer.colors), mesh.owner, n)));
    const sizes = keep(`${what} sizes`, `${stamps.shape} ${stamps.widths}`, () =>
      layer.widths && what !== 'edges' ? each(layer.widths, mesh.owner, n) : new Float32Array(n).fill(1));
    return {mesh, colours, sizes};
  }

  /** Outlines of what is below the pointer and of what was chosen. */
  marks(scene) {
    const {scale} = scene.view;
    return [['hover', 2, scene.hover], ['selected', 3, scene.selected]].flatMap(([id, width, feature]) => {
      const layer = feature && scene.layers.find(({name}) => name === feature.layer);
      if (!layer) return [];
      const rings = layer.kind === 'points' ? [circle(layer, feature.row, scale)] : ringsOf(layer, feature.row);
      const mesh = ringMesh(rings);
      const n = mesh.positions.length / 2;
      const sizes = new Float32Array(n).fill(1);
      const common = {shape: 'lines', mesh, sizes};
      return [
        new FlatLayer({...common, id: `${id}-rim`, width: width + 2.5, colours: filled(RIM, n)}),
        new FlatLayer({...common, id, width, colours: filled(MARK, n)})
      ];
    });
  }
}

const makers = {
  areas: areaMesh,
  edges: ribbonMesh,
  lines: ribbonMesh,
  points: ({positions}) => ({positions, owner: null})
};
const octets = ({buffer, byteOffset, byteLength}) => new Uint8Array(buffer, byteOffset, byteLength);
const words = ({buffer, byteOffset, byteLength}) =>
  byteOffset % 4 ? new Uint32Array(buffer.slice(byteOffset, byteOffset + byteLength)) : new Uint32Array(buffer, byteOffset, byteLength / 4);

/** One value per vertex; points are their own vertices, and may for a moment be fewer or more than their values. */
function each(values, owner, n) {
  if (owner) return spread(values, owner);
  if (values.length === n) return values;
  const out = new values.constructor(n);
  out.set(values.subarray(0, n));
  return out;
}

function filled(colour, n) {
  const out = new Uint32Array(n);
  out.fill(new Uint32Array(new Uint8Array(colour).buffer)[0]);
  return octets(out);
}

function circle(layer, row, scale) {
  const [x, y] = layer.positions.subarray(2 * row, 2 * row + 2);
  const radius = (screenSize(layer, row, scale) / 2 + 3) / scale;
  const ring = [];
  for (let k = 0; k <= 32; k++) ring.push(x + radius * Math.cos((k * Math.PI) / 16), y + radius * Math.sin((k * Math.PI) / 16));
  [ring[64], ring[65]] = [ring[0], ring[1]];
  return ring;
}
