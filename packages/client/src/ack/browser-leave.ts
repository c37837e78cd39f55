/** Tells that the page may be about to go, until the function that it returns is called. */
export type Leave = (listener: () => void) => () => void;

const kinds = ["pagehide", "visibilitychange"];

/** The browser's: the page is hidden, or goes. Elsewhere it never tells. */
export const browserLeave: Leave = (listener) => {
  const { document, addEventListener, removeEventListener }: Partial<typeof globalThis> =
    globalThis;
  const tell = ({ type }: Event): void => {
    if (type === "pagehide" || document?.visibilityState === "hidden") listener();
  };
  for (const kind of kinds) addEventListener?.(kind, tell);
  return () => {
    for (const kind of kinds) removeEventListener?.(kind, tell);
  };
};
