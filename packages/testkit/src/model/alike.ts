import type { Head } from "@segno/core";
import type { Answer } from "./session.ts";

/** Two stores' numbers are alike where they are each other's n-th: named by the order in which they first came. */
const createNames = (): ((life: number, value: number) => string) => {
  const names = new Map<string, string>();
  return (life, value) => {
    const key = `${life} ${value}`;
    const name = names.get(key) ?? `#${names.size + 1}`;
    names.set(key, name);
    return name;
  };
};

export type Alike = {
  /** The head as it stands after the step whose answer comes next. */
  readonly note: (head: Head | null) => void;
  /** With `times`, all but revisions is compared as it is; without, what depends on time is left out. */
  readonly answer: (answer: Answer | null) => unknown;
  readonly head: (head: Head | null) => unknown;
};

/**
 * Brings one store's answers into a form that another's can be compared with. Revisions are compared by their
 * order, since their unit is finer than the time that a store shows; epochs too where the clocks differ.
 */
export const createAlike = ({ times }: { readonly times: boolean }): Alike => {
  const revision = createNames();
  const epochs = createNames();
  let standing: Head | null = null;
  /** Counts lives: a late copy of a start may begin one once more that was removed, and its numbers are new. */
  let life = 0;
  const epochOf = (epoch: number): unknown => (times ? epoch : epochs(life, epoch));

  const head = (met: Head | null): unknown => {
    if (!met) return null;
    const { startedAt, leaseUntil, ...rest } = met;
    return {
      ...rest,
      ...(times ? { startedAt, leaseUntil } : {}),
      revision: revision(life, met.revision),
      epoch: epochOf(met.epoch),
    };
  };

  const place = <P extends { readonly epoch: number }>(one: P): unknown => ({
    ...one,
    epoch: epochOf(one.epoch),
  });

  const seen = (value: { readonly head?: Head | null; readonly now: number }): unknown => ({
    ...value,
    head: head(value.head ?? null),
    now: times ? value.now : null,
  });

  const answer = (value: Answer | null): unknown => {
    if (value === null) return null;
    if (!("_tag" in value)) return seen(value);
    if (value._tag === "Left") return { refused: seen(value.left) };
    const right = value.right;
    if ("entries" in right) {
      return { ...Object(seen(right)), entries: right.entries.map(place) };
    }
    if (!("place" in right)) return seen(right);
    return {
      place: place(right.place),
      revision: revision(life, right.revision),
      duplicate: right.duplicate,
      ...(times ? { leaseUntil: right.leaseUntil, now: right.now } : {}),
    };
  };

  const note = (met: Head | null): void => {
    const same =
      met?.incarnation === standing?.incarnation && met?.startedAt === standing?.startedAt;
    if (met && !same) life += 1;
    standing = met;
  };

  return { note, answer, head };
};
