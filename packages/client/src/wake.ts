/** What may mean that the line is dead, or that one may be had again. */
export type Waking = "online" | "visible";

/** Tells of it until the function that it returns is called. */
export type Wake = (listener: (waking: Waking) => void) => () => void;

/** The browser's: the network is back, or the page is looked at. */
export const browserWake: Wake = (listener) => {
  const { document, addEventListener, removeEventListener } = globalThis;
  const online = (): void => listener("online");
  const visible = (): void => {
    if (document?.visibilityState !== "hidden") listener("visible");
  };
  addEventListener?.("online", online);
  document?.addEventListener("visibilitychange", visible);
  return () => {
    removeEventListener?.("online", online);
    document?.removeEventListener("visibilitychange", visible);
  };
};
