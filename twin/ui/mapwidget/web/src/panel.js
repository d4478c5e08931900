// What stands on the map besides the map? Legend, badge, sources, scale, north, buttons and the tooltip, all in HTML.

/** An element with a class, attributes and children; texts are never read as HTML. */
export function make(tag, name = '', attributes = {}, ...children) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export class Panel {
  constructor(root, {zoom, home}) {
    this.badge = root.appendChild(make('div', 'tm-badge'));
    this.buttons = ['zoom_in', 'zoom_out', 'home'].map((key) => make('button', '', {type: 'button', 'data-key': key}));
    ['+', '−', '⌂'].forEach((sign, k) => this.buttons[k].append(make('span', '', {'aria-hidden': 'true'}, sign)));
    const acts = [() => zoom(Math.SQRT2), () => zoom(Math.SQRT1_2), home];
    this.buttons.forEach((button, k) => button.addEventListener('click', acts[k]));
    this.north = make('div', 'tm-north', {'aria-hidden': 'true'});
    root.append(make('div', 'tm-corner', {}, this.north, make('div', 'tm-buttons', {}, ...this.buttons)));
    this.legend = root.appendChild(make('div', 'tm-legend'));
    this.note = make('div', 'tm-note', {role: 'status'});
    this.scale = make('div', 'tm-scale', {'aria-hidden': 'true'});
    this.sources = make('div', 'tm-sources');
    root.append(make('div', 'tm-foot', {}, this.note, this.scale, this.sources));
    this.tip = root.appendChild(make('div', 'tm-tip', {role: 'status'}));
    this.tip.hidden = true;
    this.root = root;
  }

  /** Words in the language of the page. */
  say({words, badge, attribution, lang}) {
    this.lang = lang;
    this.buttons.forEach((button) => {
      button.title = words[button.dataset.key] ?? '';
      button.setAttribute('aria-label', button.title);
    });
    this.north.textContent = words.north ?? 'N';
    this.badge.textContent = badge;
    this.badge.hidden = !badge;
    this.sources.textContent = attribution;
    this.sources.hidden = !attribution;
  }

  number(value) {
    if (typeof value === 'string') return value;
    const digits = Math.abs(value) >= 100 || Number.isInteger(value) ? 0 : Math.abs(value) >= 10 ? 1 : 2;
    return new Intl.NumberFormat(this.lang || 'en', {maximumFractionDigits: digits}).format(value);
  }

  setLegend({title, unit, stops = [], colours = [], entries = []}) {
    const parts = [];
    if (title) parts.push(make('strong', '', {}, title));
    if (unit) parts.push(make('span', 'tm-unit', {}, unit));
    if (colours.length) parts.push(stops.length > colours.length ? this.classes(stops, colours) : this.ramp(stops, colours));
    if (entries.length) {
      const lines = entries.map(({label, colour, mark}) => {
        const swatch = make('i', `tm-${mark}`, {'aria-hidden': 'true'});
        swatch.style.setProperty('--c', colour);
        return make('li', '', {}, swatch, label);
      });
      parts.push(make('ul', 'tm-entries', {}, ...lines));
    }
    this.legend.replaceChildren(...parts);
    this.legend.hidden = !parts.length;
  }

  ramp(stops, colours) {
    const bar = make('div', 'tm-bar', {'aria-hidden': 'true'});
    bar.style.background = `linear-gradient(90deg, ${colours.join(', ')})`;
    const n = stops.length;
    const every = n <= 5 ? 1 : Math.ceil((n - 1) / 4);
    const kept = stops.map((_, k) => k).filter((k) => n <= 5 || k === n - 1 || (k % every === 0 && n - 1 - k >= every));
    const ticks = kept.map((k) => {
      const tick = make('span', '', {}, this.number(stops[k]));
      const at = n > 1 ? (100 * k) / (n - 1) : 50;
      tick.style.cssText = `left:${at}%;transform:translateX(-${at}%)`;
      return tick;
    });
    return make('div', 'tm-ramp', {}, bar, make('div', 'tm-ticks', {}, ...ticks));
  }

  classes(stops, colours) {
    const lines = colours.map((colour, k) => {
      const swatch = make('i', 'tm-area', {'aria-hidden': 'true'});
      swatch.style.setProperty('--c', colour);
      return make('li', '', {}, swatch, `${this.number(stops[k])} – ${this.number(stops[k + 1])}`);
    });
    return make('ul', 'tm-entries', {}, ...lines);
  }

  /** The longest of 1, 2, 5, 10 … m that takes at most 120 pixels. */
  setScale(pxPerMetre) {
    const most = 120 / pxPerMetre;
    const power = 10 ** Math.floor(Math.log10(most));
    const length = [5, 2, 1].map((k) => k * power).find((metres) => metres <= most) ?? power;
    const words = length >= 1000 ? `${this.number(length / 1000)} km` : `${this.number(length)} m`;
    this.scale.style.width = `${length * pxPerMetre}px`;
    if (this.scale.textContent !== words) this.scale.textContent = words;
  }

  /** The tooltip beside a point, on the side where there is room. */
  showTip(text, x, y) {
    const [heading, ...lines] = text.split('\n');
    const rows = lines.map((line) => {
      const [what, how] = line.split('\t');
      return how === undefined ? make('p', '', {}, what) : make('p', '', {}, make('span', '', {}, what), make('b', '', {}, how));
    });
    this.tip.replaceChildren(make('strong', '', {}, heading), ...rows);
    this.tip.hidden = false;
    this.moveTip(x, y);
  }

  moveTip(x, y) {
    if (this.tip.hidden) return;
    const {clientWidth: w, clientHeight: h} = this.root;
    const {offsetWidth: tw, offsetHeight: th} = this.tip;
    const left = x + 14 + tw < w ? x + 14 : Math.max(4, x - 14 - tw);
    const top = y + 14 + th < h ? y + 14 : Math.max(4, y - 14 - th);
    this.tip.style.transform = `translate(${Math.round(left)}px, ${Math.round(top)}px)`;
  }

  hideTip() {
    this.tip.hidden = true;
  }
}
