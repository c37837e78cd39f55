import type { Doing, Tell } from "./orders.ts";

type Standing = {
  readonly doing: Doing;
  readonly events: number;
  readonly position: string;
};

/** Tells how an actor gets on. */
export type Reporter = {
  readonly report: (standing: Standing) => void;
  /** Tells what was not told yet, and falls silent. */
  readonly end: () => void;
};

/** Often enough to look alive, seldom enough to cost nothing. */
const everyMs = 40;

/** At most 25 times a second, at once where it does something else than before, and never less than the truth. */
export const createReporter = (
  tell: Tell,
  fresh: () => { readonly said: string; readonly anew: boolean },
): Reporter => {
  let last = Number.NEGATIVE_INFINITY;
  let doing: Doing | null = null;
  let untold: Standing | null = null;
  let timer: NodeJS.Timeout | undefined;

  const flush = (): void => {
    clearTimeout(timer);
    timer = undefined;
    if (!untold) return;
    const standing = untold;
    untold = null;
    last = performance.now();
    doing = standing.doing;
    const { said, anew } = fresh();
    tell({ type: "progress", ...standing, said, ...(anew && { anew }) });
  };

  return {
    report: (standing) => {
      untold = standing;
      const early = last + everyMs - performance.now();
      if (standing.doing !== doing || early <= 0) flush();
      else timer ??= setTimeout(flush, early);
    },
    end: flush,
  };
};
