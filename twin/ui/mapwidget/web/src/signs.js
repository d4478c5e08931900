// What stands on the map and can be reached by keyboard? Signs: small buttons over the drawing that move along with it.
import {make} from './panel.js';

const SIZE = 22; // px
const EDGE = 0.12; // of the map's size, which a sign that is looked for keeps from the edge
const OUT = 12; // px beyond the edge from which a sign is no longer seen

export class Signs {
  /** `choose(row)`, `tip(text, x, y)` and `look(x, y)` are asked for when somebody does something. */
  constructor(stage, {choose, tip, look}) {
    Object.assign(this, {choose, tip, look, list: [], buttons: [], at: 0});
    this.box = stage.appendChild(make('div', 'tm-signs', {role: 'group'}));
    for (const name of ['pointerdown', 'pointermove', 'pointerup', 'dblclick']) {
      this.box.addEventListener(name, (event) => event.stopPropagation());
    }
    this.box.addEventListener('keydown', (event) => this.key(event));
  }

  /** Signs with x and y in metres of the plane, pixels beside that, name, text, colour, hollow or not, and an SVG path in 22 x 22. */
  set(list, label) {
    this.list = list;
    this.at = 0;
    this.box.setAttribute('aria-label', label ?? '');
    this.box.hidden = !list.length;
    this.buttons = list.map((sign, k) => this.button(sign, k));
    this.box.replaceChildren(...this.buttons);
  }

  button({name, text, path: shape, colour, hollow}, k) {
    const made = make('button', hollow ? 'tm-sign tm-hollow' : 'tm-sign', {type: 'button', tabindex: '-1'});
    made.innerHTML = `<svg viewBox="0 0 ${SIZE} ${SIZE}" aria-hidden="true"><path></path></svg>`;
    made.querySelector('path').setAttribute('d', shape);
    made.style.setProperty('--c', colour);
    made.setAttribute('aria-label', text.replaceAll('\n', '; ').replaceAll('\t', ': ') || name);
    made.addEventListener('click', () => this.choose(k));
    made.addEventListener('focus', () => {
      this.at = k;
      this.show(k);
    });
    made.addEventListener('blur', () => this.tip('', 0, 0));
    made.addEventListener('pointerenter', () => this.show(k));
    made.addEventListener('pointerleave', () => this.tip('', 0, 0));
    return made;
  }

  show(k) {
    const [x, y] = this.where(k);
    this.tip(this.list[k].text, x, y);
  }

  /** Place of a sign on the screen. [px] */
  where(k) {
    const {view: {x, y, scale}, size: [w, h]} = this.seen;
    return [w / 2 + (this.list[k].x - x) * scale + this.list[k].beside, h / 2 - (this.list[k].y - y) * scale];
  }

  inside(k) {
    const [[x, y], [w, h]] = [this.where(k), this.seen.size];
    return x > -OUT && y > -OUT && x < w + OUT && y < h + OUT;
  }

  /** Move all signs to where they belong in a view; `picked` is the row of the chosen one. */
  place(view, size, picked) {
    this.seen = {view, size};
    if (!this.list.length) return;
    if (!this.inside(this.at)) this.at = Math.max(0, this.list.findIndex((_, k) => this.inside(k)));
    this.buttons.forEach((button, k) => {
      const [x, y] = this.where(k);
      button.style.transform = `translate(${(x - SIZE / 2).toFixed(1)}px, ${(y - SIZE / 2).toFixed(1)}px)`;
      button.tabIndex = k === this.at ? 0 : -1;
      button.setAttribute('aria-pressed', String(k === picked));
    });
  }

  /** Move the map until a sign is well inside. */
  bring(k) {
    const {view, size} = this.seen;
    const off = (at, most) => at - Math.min(Math.max(at, EDGE * most), (1 - EDGE) * most);
    const [dx, dy] = this.where(k).map((at, axis) => off(at, size[axis]));
    if (dx || dy) this.look(view.x + dx / view.scale, view.y - dy / view.scale);
  }

  /** Arrow keys go from sign to sign; the map follows. */
  key(event) {
    const step = {ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1}[event.key];
    if (!step) return;
    event.preventDefault();
    const next = (this.at + step + this.list.length) % this.list.length;
    this.at = next;
    this.bring(next);
    this.buttons[next].focus({preventScroll: true});
  }
}
