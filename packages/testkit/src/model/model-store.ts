import {
  type After,
  type Batch,
  type ConflictTag,
  type EventStore,
  type Expected,
  type Head,
  left,
  maxBatchBytes,
  maxBatchEntries,
  right,
  type StoredEntry,
  type StreamId,
} from "@segno/core";

type Life = { head: Head; log: StoredEntry[] };
type Answer = ConflictTag | "stored" | "stored before";

/** A store as the contract's table has it, with nothing for speed: what an adapter's answers are held against. */
export type ModelStore = EventStore & {
  /** What it holds now, to be given back to `restore`: a failover to a replica that lagged. */
  readonly snapshot: () => ModelSnapshot;
  readonly restore: (snapshot: ModelSnapshot) => void;
};

export type ModelSnapshot = ReadonlyMap<StreamId, Life>;

/** From the last epoch, and the age of the life: how a saboteur may count otherwise. */
export type NextEpoch = (last: number, ageMs: number) => number;

const sizeOf = (batch: Batch): number => new TextEncoder().encode(batch.entries.join("")).length;

const expiresAt = ({ head }: Life): number => {
  const ttl = head.terminal === undefined ? head.activeTtlMs : head.endedTtlMs;
  const exact = head.leaseUntil - head.leaseMs + ttl;
  return ttl < 120_000 ? exact : exact - ((exact - ttl) % 1000) + 1000;
};

const epochAt = (life: Life, offset: number): number | undefined =>
  life.log.find((stored) => stored.offset === offset)?.epoch;

const after = (life: Life, batch: Batch, own: After): Answer => {
  const { head } = life;
  const last = own.offset + batch.entries.length;
  if (own.incarnation !== head.incarnation) return "fenced";
  if (batch.entries.length > 0 && epochAt(life, last) === own.epoch) return "stored before";
  if (head.terminal !== undefined) return "closed";
  if (head.epoch > own.epoch) return "fenced";
  if (head.epoch === own.epoch && head.producer !== own.producer) return "fenced";
  if (head.epoch < own.epoch) return "gap";
  if (own.offset > head.offset) return "gap";
  return "stored";
};

/** The table of answers, row by row. */
const answer = (life: Life | undefined, batch: Batch, expected: Expected): Answer => {
  if (batch.entries.length > maxBatchEntries || sizeOf(batch) > maxBatchBytes) return "too-large";
  const nothing = life === undefined;
  const ended = life?.head.terminal !== undefined;
  switch (expected._tag) {
    case "no-stream":
      return nothing ? "stored" : "exists";
    case "after":
      return nothing ? "not-found" : after(life, batch, expected);
    case "unchanged": {
      if (nothing) return "not-found";
      const { incarnation, revision, leaseUntil } = life.head;
      const equal =
        incarnation === expected.incarnation &&
        revision === expected.revision &&
        leaseUntil === expected.leaseUntil;
      if (!equal) return "changed";
      return ended && batch.start === undefined ? "closed" : "stored";
    }
    case "live":
      if (nothing) return "not-found";
      if (life.head.incarnation !== expected.incarnation) return "changed";
      return ended ? "closed" : "stored";
  }
};

const storedBefore = (life: Life | undefined, batch: Batch, expected: Expected): number => {
  if (expected._tag !== "after" || life?.head.incarnation !== expected.incarnation) return 0;
  const own = batch.entries.map((_, at) => epochAt(life, expected.offset + 1 + at));
  const foreign = own.findIndex((epoch) => epoch !== expected.epoch);
  return foreign === -1 ? own.length : foreign;
};

/** The store's time, and a revision that is greater than all before it. */
type Moment = { readonly now: number; readonly revision: number };

const renewed = (head: Head, { now, revision }: Moment): Head => ({
  ...head,
  revision,
  leaseUntil: now + head.leaseMs,
});

/** Greater than the last one, and moving with time: so that one which a failover forgot is not given again. */
const movingEpoch: NextEpoch = (last, ageMs) => Math.max(last + 1, ageMs);

const appended = (
  life: Life | undefined,
  batch: Batch,
  expected: Expected,
  moment: Moment,
  nextEpoch: NextEpoch,
): Life => {
  const { start, takeOver, end, entries } = batch;
  const { now, revision } = moment;
  if (start) {
    const born = { startedAt: now, epoch: 1, offset: entries.length, revision, leaseUntil: now };
    const log = entries.map((entry, at) => ({ offset: at + 1, epoch: 1, entry }));
    return { head: renewed({ ...start, ...born, ...end }, moment), log };
  }
  if (!life) throw new Error("Nothing lives here, and the batch starts nothing.");
  const own = expected._tag === "after";
  const { epoch: last, startedAt, offset } = life.head;
  const epoch = own ? last : nextEpoch(last, now - startedAt);
  const fresh = own ? entries.slice(offset - expected.offset) : entries;
  const more = fresh.map((entry, at) => ({ offset: offset + 1 + at, epoch, entry }));
  const head = { ...life.head, ...takeOver, ...end, epoch, offset: offset + more.length };
  return { head: renewed(head, moment), log: [...life.log, ...more] };
};

export const modelStore = (time: () => number, nextEpoch: NextEpoch = movingEpoch): ModelStore => {
  let lives = new Map<StreamId, Life>();
  let lastRevision = 0;

  const at = (id: StreamId, now: number): Life | undefined => {
    const life = lives.get(id);
    if (life && now >= expiresAt(life)) lives.delete(id);
    return lives.get(id);
  };

  return {
    snapshot: () => new Map(lives),
    restore: (snapshot) => {
      lives = new Map(snapshot);
    },

    append: async (id, batch, expected) => {
      const now = time();
      const life = at(id, now);
      const tag = answer(life, batch, expected);
      if (tag !== "stored" && tag !== "stored before") {
        const stored = storedBefore(life, batch, expected);
        return left({ _tag: tag, head: life?.head ?? null, now, stored });
      }
      lastRevision = Math.max(lastRevision + 1, now * 1000);
      const moment = { now, revision: lastRevision };
      const duplicate = tag === "stored before" && life !== undefined;
      let next = duplicate ? life : appended(life, batch, expected, moment, nextEpoch);
      if (duplicate && life.head.terminal === undefined) {
        const own = expected._tag === "after" && expected.epoch === life.head.epoch;
        if (own) next = { ...life, head: renewed(life.head, moment) };
      }
      lives.set(id, next);
      const { incarnation, epoch, offset, revision, leaseUntil } = next.head;
      const place = { incarnation, epoch, offset };
      return right({ place, revision, leaseUntil, now, duplicate });
    },

    read: async (id, reader, limit) => {
      const now = time();
      const life = at(id, now);
      if (!life) return left({ _tag: "not-found", now });
      const { head, log } = life;
      if (reader === null || reader.incarnation !== head.incarnation) {
        return right({ head, now, entries: log.slice(0, limit) });
      }
      if (reader.offset > head.offset) {
        const mayHeal = head.terminal === undefined && head.epoch <= reader.epoch;
        return left({ _tag: mayHeal ? "ahead" : "diverged", head, now });
      }
      const epoch = epochAt(life, reader.offset);
      if (epoch !== reader.epoch) return left({ _tag: "diverged", head, now, epoch });
      const rest = log.filter(({ offset }) => offset > reader.offset);
      return right({ head, now, entries: rest.slice(0, limit) });
    },

    head: async (id) => {
      const now = time();
      return { head: at(id, now)?.head ?? null, now };
    },

    expiry: async (id) => {
      const now = time();
      const life = at(id, now);
      const when = life ? expiresAt(life) : null;
      return { head: when, log: when, now };
    },

    remove: async (id, incarnation) => {
      const now = time();
      const head = at(id, now)?.head ?? null;
      if (!head) return left({ _tag: "not-found", head, now, stored: 0 });
      if (head.incarnation !== incarnation) return left({ _tag: "changed", head, now, stored: 0 });
      lives.delete(id);
      return right({ head, now });
    },
  };
};
