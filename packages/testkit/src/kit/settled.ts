/** Not in a browser's types; there a timer serves. */
type WithImmediate = { readonly setImmediate?: (callback: () => void) => unknown };

/**
 * Resolves when every microtask that is queued, and every one that those queue in turn, has run. A task of
 * its own in the event loop is the only place that is behind all of them.
 */
export const settled = (): Promise<void> =>
  new Promise((resolve) => {
    const { setImmediate: immediate } = globalThis as WithImmediate;
    if (immediate) immediate(resolve);
    else setTimeout(resolve, 0);
  });
