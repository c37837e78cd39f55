import type { Doing, Tell } from "./orders.ts";

type Standing = {
  readonly doing: Doing;
  readonly events: number;
  readonly position: string;
};

/** Often enough to look alive, seldom enough to cost nothing. */
const everyMs = 40;

/** Tells how an actor gets on: at most 25 times a second, and at once where it does something else than before. */
export const createReporter = (
  tell: Tell,
  fresh: () => { readonly said: string; readonly anew: boolean },
): ((standing: Standing, now?: "at once") => void) => {
  let last = Number.NEGATIVE_INFINITY;
  let doing: Doing | null = null;
  return (standing, atOnce) => {
    const now = performance.now();
    if (!atOnce && standing.doing === doing && now - last < everyMs) return;
    last = now;
    doing = standing.doing;
    const { said, anew } = fresh();
    tell({ type: "progress", ...standing, said, ...(anew && { anew }) });
  };
};
