// What does one map do? It keeps what Python sent, draws it when something changed, and tells Python what people do.
import css from './map.css';
import {Drawing as Flat} from './flat.js';
import {Gestures} from './gestures.js';
import {Drawing as WebGL, means} from './gl.js';
import {Member} from './groups.js';
import {make, Panel} from './panel.js';
import {pick} from './pick.js';
import {Signs} from './signs.js';
import {floats, octets, unpack} from './unpack.js';
import {Frame} from './view.js';

const TELL_VIEW = 100; // ms between two reports of a moving view
const TELL_HOVER = 50; // ms that the pointer rests before Python is asked what is there
const same = (a, b) => a?.layer === b?.layer && a?.row === b?.row;

export class MapView {
  constructor(model, el) {
    this.model = model;
    this.id = `${Date.now().toString(36)}${Math.floor(performance.now() * 1000).toString(36)}`;
    this.layers = new Map();
    this.moved = false; // by somebody, so that the whole district is no longer to be kept in view
    this.arrived = []; // when updates came that are not yet drawn
    this.build(el);
    const Drawing = this.choice();
    this.wire();
    this.start(Drawing);
    model.send({kind: 'ready'});
  }

  build(el) {
    this.stage = make('div', 'tm-stage', {tabindex: '0', role: 'application'});
    this.holder = this.stage.appendChild(make('div', 'tm-holder'));
    this.stage.append(make('div', 'tm-cross', {'aria-hidden': 'true'}));
    this.root = make('div', 'tm-root', {}, make('style', '', {}, css), this.stage);
    el.append(this.root);
    const target = {
      get: () => this.view,
      set: (view) => this.frame && this.move(this.frame.clamp(view, ...this.size()), {mine: true}),
      home: () => this.home({mine: true}),
      point: (x, y) => this.point(x, y),
      leave: () => this.setHover(null),
      choose: (x, y) => this.choose(x, y),
      drop: () => this.select(null)
    };
    this.gestures = new Gestures(this.stage, target);
    this.panel = new Panel(this.root, {zoom: (factor) => this.frame && this.gestures.zoom(factor), home: target.home});
    this.member = new Member((what) => this.hear(what));
    this.signs = new Signs(this.stage, {
      choose: (row) => this.report({sign: row === this.model.get('sign') ? -1 : row}),
      tip: (text, x, y) => (text ? this.panel.showTip(text, x, y) : this.panel.hideTip()),
      look: (x, y) => this.frame && this.move(this.frame.clamp({...this.view, x, y}, ...this.size()), {mine: true})
    });
    this.resized = new ResizeObserver(() => this.onResize());
    this.resized.observe(this.stage);
  }

  wire() {
    const {model} = this;
    this.handlers = {
      'msg:custom': (content, buffers) => this.receive(content, buffers),
      'change:view': () => this.onView(),
      'change:shown': () => this.onShown(),
      'change:group': () => this.member.join(model.get('group')),
      'change:legend': () => this.panel.setLegend(model.get('legend')),
      'change:tip': () => this.onTip(),
      'change:selected': () => this.onSelected(),
      'change:signs': () => this.onSigns(),
      'change:sign': () => this.schedule(),
      'change:height': () => this.onHeight()
    };
    for (const name of ['words', 'badge', 'attribution', 'lang']) this.handlers[`change:${name}`] = () => this.onWords();
    for (const [name, does] of Object.entries(this.handlers)) model.on(name, does);
    this.onWords();
    this.onHeight();
    this.member.join(model.get('group'));
  }

  /** Which way to draw. Software that plays graphics processor takes several times as long as the plain canvas. */
  choice() {
    const wanted = this.model.get('renderer');
    this.means = means();
    if (wanted === 'canvas' || this.means === 'none') return Flat;
    return wanted === 'webgl' || this.means === 'hardware' ? WebGL : Flat;
  }

  start(Drawing) {
    this.drawing = new Drawing(this.holder, {
      ready: () => {
        this.report({drawn_by: this.drawing.name});
        this.schedule();
      },
      stale: () => this.schedule(),
      failed: () => {
        this.drawing.remove();
        this.means = 'none';
        this.start(Flat);
        this.onWords();
      }
    });
  }

  remove() {
    for (const [name, does] of Object.entries(this.handlers)) this.model.off(name, does);
    this.member.leave();
    this.resized.disconnect();
    cancelAnimationFrame(this.due);
    clearTimeout(this.telling);
    clearTimeout(this.asking);
    this.drawing.remove();
    this.root.remove();
  }

  // From Python -------------------------------------------------------------------------------------------------------

  receive(content, buffers) {
    this.arrived.push(performance.now());
    if (content.kind === 'geometry') this.onGeometry(content, buffers);
    else this.onUpdate(content, buffers[0]);
    this.schedule();
  }

  onGeometry(content, buffers) {
    this.layers = unpack(content.layers, buffers);
    this.frame = new Frame(content);
    this.moved = false;
    this.hover = this.selected = null;
    this.frame.widen(this.signs.list);
    this.onView();
    this.onSelected();
  }

  onUpdate({kind, layer: name}, buffer) {
    const layer = this.layers.get(name);
    if (!layer) return;
    if (kind === 'points') {
      layer.positions = floats(buffer);
      layer.stamps.shape++;
      layer.count = layer.positions.length / 2;
      return;
    }
    const values = kind === 'colors' ? octets(buffer) : floats(buffer);
    layer[kind] = values.length ? values : null;
    layer.stamps[kind]++;
  }

  onView() {
    const wanted = this.model.get('view');
    if (!this.frame || wanted.by === this.id) return;
    if (wanted.zoom === undefined) this.home({});
    else this.move(this.frame.fromDegrees(wanted), {});
  }

  onShown() {
    if (this.hover && !this.scene().layers.some(({name}) => name === this.hover.layer)) this.setHover(null);
    this.schedule();
  }

  onSelected() {
    const [layer, row] = this.model.get('selected');
    const wanted = row >= 0 ? {layer, row} : null;
    if (same(wanted, this.selected)) return;
    this.selected = wanted;
    this.schedule();
  }

  onSigns() {
    const {model} = this;
    this.signs.set(model.get('signs'), model.get('words').signs);
    this.frame?.widen(this.signs.list);
    this.schedule();
  }

  onTip() {
    const {layer, row, text} = this.model.get('tip');
    if (!this.hover || !text || !same(this.hover, {layer, row})) this.panel.hideTip();
    else this.panel.showTip(text, ...this.pointer);
  }

  onWords() {
    const {model} = this;
    const words = model.get('words');
    const [badge, attribution, lang] = ['badge', 'attribution', 'lang'].map((name) => model.get(name));
    this.panel.say({words, badge, attribution, lang});
    this.panel.setLegend(model.get('legend'));
    this.root.lang = lang;
    this.onSigns();
    this.panel.note.textContent = this.means === 'none' ? (words.no_webgl ?? '') : '';
    this.panel.note.hidden = this.means !== 'none';
    this.stage.setAttribute('aria-label', `${words.map ?? ''}. ${words.keys ?? ''}`);
    if (this.view) this.panel.setScale(this.view.scale);
  }

  onHeight() {
    this.root.style.height = this.model.get('height');
  }

  // From people -------------------------------------------------------------------------------------------------------

  size() {
    return [this.stage.clientWidth || 1, this.stage.clientHeight || 1];
  }

  onResize() {
    if (!this.frame) return;
    if (this.moved) this.schedule();
    else this.home({});
  }

  home({mine}) {
    if (!this.frame) return;
    this.move(this.frame.fit(...this.size()), {mine});
    this.moved = false;
  }

  /** Look somewhere; tell others if it is the doing of somebody at this map. */
  move(view, {mine}) {
    this.view = view;
    this.moved = true;
    this.panel.setScale(view.scale);
    this.schedule();
    if (!mine) return;
    this.panel.hideTip();
    this.member.tell({view});
    this.telling ??= setTimeout(() => {
      this.telling = undefined;
      this.report({view: {...this.frame.toDegrees(this.view), by: this.id}});
    }, TELL_VIEW);
  }

  hear({view, hover}) {
    if (view && this.frame) this.move(view, {});
    if (hover !== undefined && !same(hover, this.hover)) {
      this.hover = hover;
      this.schedule();
    }
  }

  point(x, y) {
    this.pointer = [x, y];
    this.panel.moveTip(x, y);
    this.looking ??= requestAnimationFrame(() => {
      this.looking = undefined;
      if (this.frame) this.setHover(this.pick(...this.pointer));
    });
  }

  /** Feature at a point of the screen. */
  pick(px, py) {
    const {x, y, scale} = this.view;
    const [w, h] = this.size();
    return pick(this.scene().layers, x + (px - w / 2) / scale, y - (py - h / 2) / scale, scale);
  }

  setHover(feature) {
    if (same(feature, this.hover)) return;
    this.hover = feature;
    this.stage.classList.toggle('tm-over', Boolean(feature));
    this.panel.hideTip();
    this.member.tell({hover: feature});
    this.schedule();
    clearTimeout(this.asking);
    this.asking = setTimeout(() => {
      this.report({hover: feature ? [feature.layer, feature.row] : ['', -1]});
      this.onTip(); // the same words as before raise no event
    }, TELL_HOVER);
  }

  choose(x, y) {
    if (!this.frame) return;
    const feature = this.pick(x, y);
    this.pointer = [x, y];
    this.setHover(feature);
    this.select(feature);
  }

  select(feature) {
    if (same(feature, this.selected)) return;
    this.selected = feature;
    this.report({selected: feature ? [feature.layer, feature.row] : ['', -1]});
    this.schedule();
  }

  report(traits) {
    this.model.set(traits);
    this.model.save_changes();
  }

  // Drawing -----------------------------------------------------------------------------------------------------------

  scene() {
    const shown = this.model.get('shown');
    const drawn = [...this.layers.values()].filter(({name, look}) => (shown.length ? shown.includes(name) : look.shown));
    drawn.sort((a, b) => a.look.order - b.look.order);
    return {layers: drawn, view: this.view, hover: this.hover, selected: this.selected};
  }

  /** Draw with the next frame of the screen, however many changes come before it. */
  schedule() {
    this.due ??= requestAnimationFrame(() => {
      this.due = undefined;
      if (this.view) this.paint();
    });
  }

  paint() {
    this.drawing.draw(this.scene());
    this.signs.place(this.view, this.size(), this.model.get('sign'));
    if (!this.arrived.length) return;
    if (this.model.get('timing')) {
      this.drawing.finish();
      this.report({last_paint_ms: performance.now() - this.arrived[0], paints: this.model.get('paints') + 1});
    }
    this.arrived = [];
  }
}
