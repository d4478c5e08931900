// How is the map moved by hand? Mouse, fingers, wheel and keys, the same for both ways of drawing.
import {zoomed} from './view.js';

const STEP = 0.15; // of the map's size, for arrow keys
const ZOOM = 2 ** 0.5; // for keys and buttons
const STILL = 4; // px that a click may wander

export class Gestures {
  /** `target` has get(), set(view), home(), point(x, y), leave(), choose(x, y) and drop(). */
  constructor(stage, target) {
    this.stage = stage;
    this.target = target;
    this.fingers = new Map();
    this.wandered = 0;
    const on = (name, does, options) => stage.addEventListener(name, does, options);
    on('pointerdown', (event) => this.down(event));
    on('pointermove', (event) => this.move(event));
    on('pointerup', (event) => this.up(event));
    on('pointercancel', (event) => this.up(event));
    on('pointerleave', () => this.fingers.size || target.leave());
    on('wheel', (event) => this.wheel(event), {passive: false});
    on('dblclick', (event) => this.zoom(2, ...this.at(event)));
    on('keydown', (event) => this.key(event));
  }

  at(event) {
    const box = this.stage.getBoundingClientRect();
    return [event.clientX - box.left, event.clientY - box.top];
  }

  zoom(factor, px = this.stage.clientWidth / 2, py = this.stage.clientHeight / 2) {
    const {clientWidth, clientHeight} = this.stage;
    this.target.set(zoomed(this.target.get(), factor, px, py, clientWidth, clientHeight));
  }

  pan(dx, dy) {
    const view = this.target.get();
    this.target.set({...view, x: view.x - dx / view.scale, y: view.y + dy / view.scale});
  }

  down(event) {
    if (event.button) return;
    this.stage.setPointerCapture(event.pointerId);
    this.fingers.set(event.pointerId, this.at(event));
    this.wandered = this.fingers.size > 1 ? Infinity : 0;
  }

  move(event) {
    const now = this.at(event);
    const before = this.fingers.get(event.pointerId);
    if (!before) {
      if (event.pointerType !== 'touch') this.target.point(...now);
      return;
    }
    const [dx, dy] = [now[0] - before[0], now[1] - before[1]];
    this.wandered += Math.hypot(dx, dy);
    if (this.fingers.size === 1) {
      this.fingers.set(event.pointerId, now);
      if (this.wandered > STILL) this.pan(dx, dy);
      return;
    }
    const other = [...this.fingers].find(([id]) => id !== event.pointerId)[1];
    const apart = (p) => Math.max(1, Math.hypot(p[0] - other[0], p[1] - other[1]));
    this.pan(dx / 2, dy / 2);
    this.zoom(apart(now) / apart(before), (now[0] + other[0]) / 2, (now[1] + other[1]) / 2);
    this.fingers.set(event.pointerId, now);
  }

  up(event) {
    if (!this.fingers.delete(event.pointerId) || this.fingers.size) return;
    if (event.type === 'pointerup' && this.wandered <= STILL) this.target.choose(...this.at(event));
  }

  wheel(event) {
    event.preventDefault();
    const lines = event.deltaMode === 1 ? 20 : 1;
    this.zoom(2 ** (-Math.max(-240, Math.min(240, event.deltaY * lines)) / 300), ...this.at(event));
  }

  key(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target !== this.stage) return;
    const {clientWidth: w, clientHeight: h} = this.stage;
    const keys = {
      ArrowLeft: () => this.pan(STEP * w, 0),
      ArrowRight: () => this.pan(-STEP * w, 0),
      ArrowUp: () => this.pan(0, STEP * h),
      ArrowDown: () => this.pan(0, -STEP * h),
      '+': () => this.zoom(ZOOM),
      '=': () => this.zoom(ZOOM),
      '-': () => this.zoom(1 / ZOOM),
      Home: () => this.target.home(),
      Enter: () => this.target.choose(w / 2, h / 2),
      ' ': () => this.target.choose(w / 2, h / 2),
      Escape: () => this.target.drop()
    };
    const does = keys[event.key];
    if (!does) return;
    event.preventDefault();
    does();
  }
}
