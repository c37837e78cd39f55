import {
  type Adapter,
  type Appended,
  type Batch,
  type Conflict,
  type Cursors,
  type Either,
  type EventStore,
  type Expected,
  type Groups,
  type Head,
  isLeft,
  left,
  type Notifier,
  right,
  type StreamId,
} from "@segno/core";

/** An adapter that is broken in one way, and the laws that must notice. */
export type Saboteur = {
  /** What it does wrong, as a sentence about it. */
  readonly name: string;
  /** The names of the laws that it breaks. */
  readonly breaks: readonly string[];
  readonly wrap: (adapter: Adapter) => Adapter;
};

/** A store may be a class: its functions are taken one by one, not spread. */
const copyOf = (store: EventStore): EventStore => ({
  append: (id, batch, expected) => store.append(id, batch, expected),
  read: (id, after, limit) => store.read(id, after, limit),
  head: (id) => store.head(id),
  expiry: (id) => store.expiry(id),
  remove: (id, incarnation) => store.remove(id, incarnation),
});

export const withStore =
  (change: (store: EventStore) => Partial<EventStore>) =>
  (adapter: Adapter): Adapter => ({
    ...adapter,
    store: { ...copyOf(adapter.store), ...change(adapter.store) },
  });

export const withNotifier =
  (change: (notifier: Notifier) => Partial<Notifier>) =>
  (adapter: Adapter): Adapter => {
    const { notifier } = adapter;
    const copy: Notifier = {
      subscribe: (id, topic, listener) => notifier.subscribe(id, topic, listener),
      publish: (id, topic, notice) => notifier.publish(id, topic, notice),
    };
    return { ...adapter, notifier: { ...copy, ...change(notifier) } };
  };

/** Of an adapter that keeps places of readers; any other is left as it is. */
export const withCursors =
  (change: (cursors: Cursors, adapter: Adapter) => Partial<Cursors>) =>
  (adapter: Adapter): Adapter => {
    const { cursors } = adapter;
    if (!cursors) return adapter;
    const { list } = cursors;
    const copy: Cursors = {
      ...(list && { list: (id) => list(id) }),
      read: (id, reader) => cursors.read(id, reader),
      advance: (id, reader, place, leaseMs) => cursors.advance(id, reader, place, leaseMs),
      remove: (id, reader) => cursors.remove(id, reader),
      forget: (reader, options) => cursors.forget(reader, options),
    };
    return { ...adapter, cursors: { ...copy, ...change(cursors, adapter) } };
  };

/** Where an adapter has groups. */
export const withGroups =
  (change: (groups: Groups, adapter: Adapter) => Partial<Groups>) =>
  (adapter: Adapter): Adapter => {
    const { groups } = adapter;
    if (!groups) return adapter;
    const copy: Groups = {
      take: (id, taking) => groups.take(id, taking),
      settle: (id, settling) => groups.settle(id, settling),
      hold: (id, incarnation, hold) => groups.hold(id, incarnation, hold),
      letters: (id, group, after, limit) => groups.letters(id, group, after, limit),
      list: (id) => groups.list(id),
    };
    return { ...adapter, groups: { ...copy, ...change(groups, adapter) } };
  };

type Refused = Either<Conflict, Appended> | Expected | null;

/** Where the honest store refuses, this may give another answer, or try again with another expectation. */
export const whenRefused = (
  overrule: (
    conflict: Conflict,
    head: Head,
    expected: Expected,
    batch: Batch,
    id: StreamId,
  ) => Refused | Promise<Refused>,
): ((adapter: Adapter) => Adapter) =>
  withStore((store) => ({
    append: async (id, batch, expected) => {
      const answer = await store.append(id, batch, expected);
      if (!isLeft(answer) || !answer.left.head) return answer;
      const other = await overrule(answer.left, answer.left.head, expected, batch, id);
      if (!other) return answer;
      return "left" in other || "right" in other ? other : store.append(id, batch, other);
    },
  }));

/** As if it had been stored, as the head stands. */
export const pretend = (head: Head, duplicate = true): Either<Conflict, Appended> => {
  const { incarnation, epoch, offset, revision, leaseUntil } = head;
  const now = leaseUntil - head.leaseMs;
  return right({ place: { incarnation, epoch, offset }, revision, leaseUntil, now, duplicate });
};

/** Every head that is shown is shown otherwise. */
export const withHeads = (show: (head: Head) => Head): ((adapter: Adapter) => Adapter) => {
  const shown = <T extends { readonly head: Head | null }>(value: T): T =>
    value.head ? { ...value, head: show(value.head) } : value;
  return withStore((store) => ({
    append: async (...args) => {
      const answer = await store.append(...args);
      return isLeft(answer) ? left(shown(answer.left)) : answer;
    },
    head: async (id) => shown(await store.head(id)),
    read: async (...args) => {
      const answer = await store.read(...args);
      if (isLeft(answer)) return "head" in answer.left ? left(shown(answer.left)) : answer;
      return right(shown(answer.right));
    },
  }));
};
