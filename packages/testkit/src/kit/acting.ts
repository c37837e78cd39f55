import type {
  After,
  Appended,
  Batch,
  CallId,
  Conflict,
  Either,
  Entry,
  Head,
  Incarnation,
  Place,
  StreamId,
  Term,
  TerminalType,
} from "@segno/core";
import { unchanged } from "@segno/core";
import { taken } from "./answers.ts";
import type { Trial } from "./trial.ts";

/** Long enough that nothing is over by accident, short enough that a shared server forgets it soon. */
export const termOf = (trial: Trial, over: Partial<Term> = {}): Term => ({
  producer: trial.ulid(),
  leaseMs: 10_000,
  activeTtlMs: 60_000,
  endedTtlMs: 90_000,
  ...over,
});

/** A producer at its place. */
export type Writer = Term & {
  readonly id: StreamId;
  readonly incarnation: Incarnation;
  readonly place: () => Place;
  /** Its own place, or an earlier or later one of its term. */
  readonly after: (offset?: number) => After;
  /** Sends a batch, from its place or another offset, and stays where it is. */
  readonly send: (batch: Batch, offset?: number) => Promise<Either<Conflict, Appended>>;
  /** Sends entries, which must be taken, and moves on. */
  readonly write: (...entries: readonly Entry[]) => Promise<Appended>;
  readonly heartbeat: () => Promise<Appended>;
  readonly end: (terminal?: TerminalType) => Promise<Appended>;
};

const writerAt = (trial: Trial, id: StreamId, term: Term, first: Place): Writer => {
  let place = first;
  const { producer, leaseMs, activeTtlMs, endedTtlMs } = term;
  const after = (offset = place.offset): After => ({ ...place, offset, _tag: "after", producer });
  const send = (batch: Batch, offset?: number) => trial.store.append(id, batch, after(offset));
  const go = async (batch: Batch, what: string): Promise<Appended> => {
    const appended = taken(await send(batch), what);
    place = appended.place;
    return appended;
  };
  return {
    producer,
    leaseMs,
    activeTtlMs,
    endedTtlMs,
    id,
    incarnation: place.incarnation,
    place: () => place,
    after,
    send,
    write: (...entries) => go({ entries }, "A producer's own append"),
    heartbeat: () => go({ entries: [] }, "A heartbeat"),
    end: (terminal = "completed") => {
      const end = { terminal, closer: producer };
      return go({ entries: [terminal], end }, "A producer's own ending");
    },
  };
};

export type StartOptions = Partial<Term> & {
  readonly id?: StreamId;
  readonly entries?: readonly Entry[];
  readonly owner?: string;
  readonly kind?: string;
};

export const startBatch = (
  trial: Trial,
  { id: _, entries = ["started"], ...over }: StartOptions = {},
): Batch & Required<Pick<Batch, "start">> => {
  const term = termOf(trial);
  return { entries, start: { ...term, incarnation: term.producer, ...over } };
};

/** A new life under a new name, which must be taken. */
export const begin = async (trial: Trial, options: StartOptions = {}): Promise<Writer> => {
  const { id = trial.id() } = options;
  const batch = startBatch(trial, options);
  const { place } = taken(await trial.store.append(id, batch, { _tag: "no-stream" }), "A start");
  return writerAt(trial, id, batch.start, place);
};

/** A new life in the place of one that was seen. */
export const beginAgain = async (
  trial: Trial,
  id: StreamId,
  seen: Head,
  options: StartOptions = {},
): Promise<Writer> => {
  const batch = startBatch(trial, options);
  const { place } = taken(await trial.store.append(id, batch, unchanged(seen)), "A new life");
  return writerAt(trial, id, batch.start, place);
};

export const takeOver = async (
  trial: Trial,
  id: StreamId,
  seen: Head,
  over: Partial<Term> = {},
): Promise<Writer> => {
  const term = termOf(trial, over);
  const batch = { entries: [], takeOver: term };
  const { place } = taken(await trial.store.append(id, batch, unchanged(seen)), "A takeover");
  return writerAt(trial, id, term, place);
};

export const stopBatch = (closer: CallId): Batch => ({
  entries: ["stopped"],
  end: { terminal: "stopped", closer },
});

/** As sent by anyone who knows the life that is meant. */
export const stop = (
  trial: Trial,
  id: StreamId,
  incarnation: Incarnation,
  closer: CallId = trial.ulid(),
): Promise<Either<Conflict, Appended>> =>
  trial.store.append(id, stopBatch(closer), { _tag: "live", incarnation });

/** As sent by anyone who saw that head and waited the grace. */
export const declareLost = (
  trial: Trial,
  id: StreamId,
  seen: Head,
): Promise<Either<Conflict, Appended>> => {
  const end = { terminal: "failed", closer: trial.ulid() } as const;
  return trial.store.append(id, { entries: ["producer-lost"], end }, unchanged(seen));
};
