// The page tells the browser its language (for screen readers and hyphenation), and may be zoomed.
"use strict";
(() => {
  const tell = () => {
    const page = document.querySelector(".twin-lang-on[lang]");
    if (page && document.documentElement.lang !== page.lang) document.documentElement.lang = page.lang;
  };
  document.documentElement.lang = "en";
  document.querySelector("meta[name=viewport]").content = "width=device-width, initial-scale=1";
  new MutationObserver(tell).observe(document.body, { subtree: true, childList: true, attributes: true });
})();
