import { expiresAtOf, type Head } from "../stream/head.ts";
import type { Incarnation } from "../stream/ids.ts";

/** What followers keep of a head. One object for all of a stream's followers that are in the same life. */
export type Lifespan = {
  readonly incarnation: Incarnation;
  readonly startedAt: number;
  /** As of the last head that anybody saw; in ms since 1970. */
  expiresAt: number;
};

/** The same object, brought up to date, where the head is still of this life; otherwise another. */
export const lifespanOf = (head: Head, known: Lifespan | null): Lifespan => {
  const expiresAt = expiresAtOf(head);
  if (known?.incarnation !== head.incarnation) {
    return { incarnation: head.incarnation, startedAt: head.startedAt, expiresAt };
  }
  known.expiresAt = expiresAt;
  return known;
};
