/** How fast each answer is being said, by its incarnation: the slider may be moved while it is. */
export type Paces = {
  /** Returns the pace that holds now, in ms per token. */
  readonly begin: (incarnation: string, paceMs: number) => () => number;
  readonly set: (incarnation: string, paceMs: number) => void;
};

/** The oldest are forgotten beyond so many: they go on at the pace that they had. */
const most = 1_000;

export const createPaces = (): Paces => {
  const paces = new Map<string, number>();
  return {
    begin: (incarnation, paceMs) => {
      let last = paceMs;
      paces.set(incarnation, paceMs);
      if (paces.size > most) paces.delete(String(paces.keys().next().value));
      return () => {
        last = paces.get(incarnation) ?? last;
        return last;
      };
    },
    set: (incarnation, paceMs) => {
      if (paces.has(incarnation)) paces.set(incarnation, paceMs);
    },
  };
};
