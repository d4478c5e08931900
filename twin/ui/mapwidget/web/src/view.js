// Where does the map look? Metres from the origin and pixels per metre here; degrees and Web Mercator zooms outside.

const CIRCUMFERENCE = 40075016.686; // of the earth at the equator, m
const TILE = 512; // px
const PAD = 18; // px around the district when all of it is shown
const CLOSEST = 12; // px per metre

/** Translation between the local plane and degrees, from the facts that come with the geometry. */
export class Frame {
  constructor({place, degrees, bounds}) {
    const [[a, b], [c, d]] = degrees;
    const det = a * d - b * c;
    this.place = place;
    this.degrees = degrees;
    this.metres = [[d / det, -b / det], [-c / det, a / det]];
    this.bounds = this.reach = bounds;
    this.shift = Math.log2((CIRCUMFERENCE * Math.cos((place[1] * Math.PI) / 180)) / TILE);
  }

  /** Let people look as far as some points lie, too. */
  widen(points) {
    const [xs, ys] = [points.map(({x}) => x), points.map(({y}) => y)];
    const [west, south, east, north] = this.bounds;
    this.reach = [Math.min(west, ...xs), Math.min(south, ...ys), Math.max(east, ...xs), Math.max(north, ...ys)];
  }

  /** View that shows the whole district in so many pixels. */
  fit(width, height) {
    const [west, south, east, north] = this.bounds;
    const across = Math.max(1, width - 2 * PAD) / (east - west);
    const up = Math.max(1, height - 2 * PAD) / (north - south);
    return {x: (west + east) / 2, y: (south + north) / 2, scale: Math.min(across, up)};
  }

  /** The view, kept where something is to be seen. */
  clamp({x, y, scale}, width, height) {
    const [west, south, east, north] = this.reach;
    const least = this.fit(width, height).scale / 2.5;
    const inside = (v, low, high) => Math.min(Math.max(v, low), high);
    return {
      x: inside(x, west - (east - west) / 4, east + (east - west) / 4),
      y: inside(y, south - (north - south) / 4, north + (north - south) / 4),
      scale: inside(scale, least, CLOSEST)
    };
  }

  toDegrees({x, y, scale}) {
    const [[a, b], [c, d]] = this.degrees;
    return {
      longitude: this.place[0] + a * x + b * y,
      latitude: this.place[1] + c * x + d * y,
      zoom: Math.log2(scale) + this.shift
    };
  }

  fromDegrees({longitude, latitude, zoom}) {
    const [[a, b], [c, d]] = this.metres;
    const [east, north] = [longitude - this.place[0], latitude - this.place[1]];
    return {x: a * east + b * north, y: c * east + d * north, scale: 2 ** (zoom - this.shift)};
  }
}

/** Zoom by a factor around a point of the screen that stays where it is. */
export function zoomed(view, factor, px, py, width, height) {
  const [dx, dy] = [px - width / 2, height / 2 - py];
  const scale = view.scale * factor;
  return {x: view.x + dx / view.scale - dx / scale, y: view.y + dy / view.scale - dy / scale, scale};
}
