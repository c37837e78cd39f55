import {
  type After,
  type Appended,
  type Batch,
  type CallId,
  type EventStore,
  type Incarnation,
  isRight,
  noStream,
  parseReaderId,
  parseStreamId,
  parseUlid,
  type ReaderId,
  type StreamId,
} from "@segno/core";

let made = 0;

/** A ULID that no other test of this run uses. */
export const nextUlid = (): CallId & Incarnation => {
  made += 1;
  const ulid = parseUlid(`01ARZ3NDEKTSV4RRFF${String(made).padStart(8, "0")}`);
  if (!ulid) throw new Error("not a ULID");
  return ulid;
};

export const streamId = (text = `s-${nextUlid()}`): StreamId => {
  const id = parseStreamId(text);
  if (!id) throw new Error(`not a stream id: ${text}`);
  return id;
};

export const readerId = (text: string): ReaderId => {
  const reader = parseReaderId(text);
  if (!reader) throw new Error(`not a reader: ${text}`);
  return reader;
};

export const terms = { leaseMs: 10_000, activeTtlMs: 3_600_000, endedTtlMs: 86_400_000 };

export const startBatch = (call = nextUlid()): Batch => ({
  entries: ["started"],
  start: { incarnation: call, producer: call, ...terms },
});

/** One producer of one stream: it appends behind what it was last acknowledged. */
export type Producer = {
  readonly id: StreamId;
  readonly call: CallId & Incarnation;
  /** Where it stands, as an expectation. */
  readonly place: () => After;
  /** Appends, and rejects where that is refused. */
  readonly write: (...entries: string[]) => Promise<Appended>;
  readonly end: () => Promise<Appended>;
};

export const startProducer = async (store: EventStore, id = streamId()): Promise<Producer> => {
  const call = nextUlid();
  const started = await store.append(id, startBatch(call), noStream);
  if (!isRight(started)) throw new Error(`not started: ${started.left._tag}`);
  let { offset } = started.right.place;
  const place = (): After => ({
    _tag: "after",
    incarnation: call,
    epoch: 1,
    offset,
    producer: call,
  });
  const append = async (batch: Batch): Promise<Appended> => {
    const answer = await store.append(id, batch, place());
    if (!isRight(answer)) throw new Error(`refused: ${answer.left._tag}`);
    offset = answer.right.place.offset;
    return answer.right;
  };
  return {
    id,
    call,
    place,
    write: (...entries) => append({ entries }),
    end: () =>
      append({ entries: ["completed"], end: { terminal: "completed", closer: nextUlid() } }),
  };
};

/** All entries of a stream, each as `offset:entry`. */
export const entriesOf = async (store: EventStore, id: StreamId): Promise<string[]> => {
  const page = await store.read(id, null, 100_000);
  if (!isRight(page)) throw new Error(`not read: ${page.left._tag}`);
  return page.right.entries.map(({ offset, entry }) => `${offset}:${entry}`);
};

/** Waits until it holds; fails with what it last saw. */
export const until = async (holds: () => unknown, ms = 5000): Promise<void> => {
  const deadline = performance.now() + ms;
  for (;;) {
    if (await holds()) return;
    if (performance.now() > deadline) throw new Error(`still not so after ${ms} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};
