// What does the page load? One widget: Jupyter's model of traits and messages on one side, a map on the other.
import {MapView} from './map.js';

export default {
  render({model, el}) {
    const map = new MapView(model, el);
    return () => map.remove();
  }
};
