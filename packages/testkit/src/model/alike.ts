import type { Head, Incarnation } from "@segno/core";
import type { Answer } from "./session.ts";

/** Two stores' numbers are alike where they are each other's n-th: named by the order in which they first came. */
const createNames = (): ((incarnation: Incarnation | undefined, value: number) => string) => {
  const names = new Map<string, string>();
  return (incarnation, value) => {
    const key = `${incarnation} ${value}`;
    const name = names.get(key) ?? `#${names.size + 1}`;
    names.set(key, name);
    return name;
  };
};

export type Alike = {
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
  const epochOf = (incarnation: Incarnation | undefined, epoch: number): unknown =>
    times ? epoch : epochs(incarnation, epoch);

  const head = (met: Head | null): unknown => {
    if (!met) return null;
    const { startedAt, leaseUntil, ...rest } = met;
    return {
      ...rest,
      ...(times ? { startedAt, leaseUntil } : {}),
      revision: revision(met.incarnation, met.revision),
      epoch: epochOf(met.incarnation, met.epoch),
    };
  };

  const place = <P extends { readonly epoch: number }>(
    incarnation: Incarnation,
    one: P,
  ): unknown => ({
    ...one,
    epoch: epochOf(incarnation, one.epoch),
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
      const { incarnation } = right.head;
      return {
        ...Object(seen(right)),
        entries: right.entries.map((one) => place(incarnation, one)),
      };
    }
    if (!("place" in right)) return seen(right);
    const { incarnation } = right.place;
    return {
      place: place(incarnation, right.place),
      revision: revision(incarnation, right.revision),
      duplicate: right.duplicate,
      ...(times ? { leaseUntil: right.leaseUntil, now: right.now } : {}),
    };
  };

  return { answer, head };
};
