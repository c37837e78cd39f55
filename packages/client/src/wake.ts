/** What may mean that the line is dead, or that one may be had again. */
export type Waking = "online" | "visible";

/** Tells of it until the function that it returns is called. */
export type Wake = (listener: (waking: Waking) => void) => () => void;

const kinds = ["online", "visibilitychange"];

/** The browser's: the network is back, or the page is looked at. Elsewhere it never tells. */
export const browserWake: Wake = (listener) => {
  const { document, addEventListener, removeEventListener }: Partial<typeof globalThis> =
    globalThis;
  const tell = ({ type }: Event): void => {
    if (type === "online") listener(type);
    else if (document?.visibilityState === "visible") listener("visible");
  };
  for (const kind of kinds) addEventListener?.(kind, tell);
  return () => {
    for (const kind of kinds) removeEventListener?.(kind, tell);
  };
};
