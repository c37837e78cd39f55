/**
 * - A: every follower sees 1…n once, in order, equal to the store.
 * - B: each acknowledged event is stored exactly once.
 * - C: nothing of a fenced producer is stored after a takeover.
 * - D: a typed outcome within the stated time.
 * - E: memory, sockets, listeners, channels and timers are bounded, and back to zero at the end.
 */
export type Invariant = "A" | "B" | "C" | "D" | "E";

export type Violation = { readonly invariant: Invariant; readonly what: string };

export const violation = (invariant: Invariant, what: string): Violation => ({ invariant, what });
