/** The promises of the library, by number; each is kept by at least one law. */
export type PromiseId =
  `P${1 | 2 | 3 | 4 | 5 | 6 | 7 | 8 | 9 | 10 | 11 | 12 | 13 | 14 | 15 | 16 | 17 | 18}`;

/** Something that must hold of every subject. Needs no test runner: a broken law rejects. */
export type Law<Subject> = {
  readonly name: string;
  readonly promise: PromiseId;
  readonly check: (subject: Subject) => Promise<void>;
};

/** Says what a user would see. */
export class LawBroken extends Error {
  override readonly name = "LawBroken";
}

export const demand: (holds: boolean, otherwise: string) => asserts holds = (holds, otherwise) => {
  if (!holds) throw new LawBroken(otherwise);
};
