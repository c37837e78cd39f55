import { browserWake, type Wake, type Waking } from "@segno/client";

/** A device's way to the server, which can be cut as a cable is: what is under way breaks, and nothing new gets through. */
export type Line = {
  readonly fetch: typeof fetch;
  readonly wake: Wake;
  readonly cut: () => void;
  readonly mend: () => void;
  readonly isCut: () => boolean;
  readonly subscribe: (listener: () => void) => () => void;
};

const broken = (): TypeError => new TypeError("The line is cut");

export const createLine = (): Line => {
  let knife: AbortController | null = new AbortController();
  const listeners = new Set<() => void>();
  const sleepers = new Set<(waking: Waking) => void>();
  const tell = (): void => {
    for (const listener of [...listeners]) listener();
  };

  return {
    fetch: async (input, init) => {
      if (!knife) throw broken();
      const signals = init?.signal ? [init.signal, knife.signal] : [knife.signal];
      return fetch(input, { ...init, signal: AbortSignal.any(signals) });
    },
    wake: (listener) => {
      const leave = browserWake(listener);
      sleepers.add(listener);
      return () => {
        leave();
        sleepers.delete(listener);
      };
    },
    cut: () => {
      knife?.abort(broken());
      knife = null;
      tell();
    },
    mend: () => {
      knife ??= new AbortController();
      tell();
      for (const wake of [...sleepers]) wake("online");
    },
    isCut: () => knife === null,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
