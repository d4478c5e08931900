// Stands in for the package that deck.gl loads files with: this map reads none, and asks nothing of any address.
const refuse = () => {
  throw new Error('this map loads no files');
};
export const load = refuse;
export const registerLoaders = () => {};
export const ImageLoader = {};
