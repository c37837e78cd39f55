import { Window } from "happy-dom";

/** A page for React to render into; `fetch` and the streams stay the platform's own. */
const window = new Window({ url: "http://segno.test/" });
const { document, navigator, HTMLElement, Node, MutationObserver } = window;
for (const [name, value] of Object.entries({
  window,
  document,
  navigator,
  HTMLElement,
  Node,
  MutationObserver,
})) {
  // Newer Nodes have a navigator that cannot be assigned.
  Object.defineProperty(globalThis, name, { value, configurable: true, writable: true });
}
