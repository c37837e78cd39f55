/**
 * The promises of the library, by number; each is kept by at least one law. T20 is what consumers who share a stream
 * are promised besides: every event, at least once, to one of each group.
 */
export type PromiseId =
  | `P${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18}`
  | "T20";

/** Something that must hold of every subject, under any test runner. */
export type Law<Subject> = {
  readonly name: string;
  readonly promise: PromiseId;
  /** Resolves where it holds; rejects where it is broken, and with `LawNotTried` where it could not be tried. */
  readonly check: (subject: Subject) => Promise<void>;
};

/** Says what a user would see. */
export class LawBroken extends Error {
  override readonly name = "LawBroken";
}

/**
 * The adapter does not declare what the law needs. A rejection, since whatever resolves has passed for every
 * runner; one that knows it shows the law as skipped.
 */
export class LawNotTried extends Error {
  override readonly name = "LawNotTried";
}

/** What an adapter may declare of itself, and this law needs. */
export const declared = <T>(declaration: T | undefined, what: string): T => {
  if (declaration !== undefined) return declaration;
  throw new LawNotTried(`The adapter does not declare ${what}.`);
};

export const demand: (holds: boolean, otherwise: string) => asserts holds = (holds, otherwise) => {
  if (!holds) throw new LawBroken(otherwise);
};
