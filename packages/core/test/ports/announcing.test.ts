import { type Either, left, right } from "fp-ts/lib/Either.js";
import { describe, expect, it } from "vitest";
import { announcing } from "../../src/ports/announcing.ts";
import type { Appended, Batch, Conflict, EventStore } from "../../src/ports/event-store.ts";
import { maxNoticeBytes, type Notice, type Notifier } from "../../src/ports/notifier.ts";
import type { Expected } from "../../src/stream/expected.ts";
import type { Seen, Term } from "../../src/stream/head.ts";
import { head, streamId, ulid } from "../support/given.ts";

const id = streamId("answer-1");
const seen: Seen = { head: head(), now: 2_000 };
const place = { incarnation: ulid("AAA"), epoch: 7, offset: 5 };
const appended = (but: Partial<Appended> = {}): Either<Conflict, Appended> =>
  right({ place, revision: 901, leaseUntil: 12_000, now: 2_000, duplicate: false, ...but });
const conflict: Conflict = { ...seen, _tag: "changed", stored: 0 };
const term: Term = {
  producer: ulid("PPP"),
  leaseMs: 10_000,
  activeTtlMs: 60_000,
  endedTtlMs: 600_000,
};

const own: Expected = { _tag: "after", producer: ulid("PPP"), ...place };
const live: Expected = { _tag: "live", incarnation: ulid("AAA") };

type Said = readonly [topic: string, notice: Notice];

/** An announcing store whose answer is given, and what it says to whom. */
const given = (
  answer: Either<Conflict, Appended>,
  removal: Either<Conflict, Seen> = right(seen),
) => {
  const said: Said[] = [];
  const notifier: Notifier = {
    subscribe: () => Promise.reject(new Error("nobody listens here")),
    publish: (to, topic, notice) => {
      expect(to).toBe(id);
      said.push([topic, notice]);
      return Promise.reject(new Error("a notice is a hint"));
    },
  };
  const store: EventStore = {
    append: async () => answer,
    remove: async () => removal,
    head: async () => seen,
    read: async () => left({ _tag: "not-found", now: 2_000 }),
    expiry: () => Promise.reject(new Error("no expiry is kept here")),
  };
  return { store: announcing(store, notifier), said };
};

const notice = { _tag: "appended", incarnation: ulid("AAA"), epoch: 7 } as const;

describe("a store that announces", () => {
  it("tells followers what its producer appended, and the producer nothing", async () => {
    const { store, said } = given(appended());
    const batch: Batch = { entries: ["c1", "c2"] };
    expect(await store.append(id, batch, own)).toEqual(appended());
    expect(said).toEqual([["events", { ...notice, first: 4, last: 5, entries: ["c1", "c2"] }]]);
  });

  it("tells the producer too what others did", async () => {
    const { store, said } = given(appended());
    const end = { terminal: "stopped", closer: ulid("CCC") } as const;
    await store.append(id, { entries: ["X{}"], end }, live);
    const told = { ...notice, first: 5, last: 5, terminal: "stopped", entries: ["X{}"] };
    expect(said).toEqual([
      ["events", told],
      ["control", told],
    ]);
  });

  it("announces a takeover as a range of nothing", async () => {
    const { store, said } = given(appended());
    await store.append(id, { entries: [], takeOver: term }, live);
    const told = { ...notice, first: 6, last: 5, entries: [] };
    expect(said).toEqual([
      ["events", told],
      ["control", told],
    ]);
  });

  it("says nothing of a heartbeat, nor of a refusal", async () => {
    const beat = given(appended());
    await beat.store.append(id, { entries: [] }, own);
    expect(beat.said).toEqual([]);

    const refused = given(left(conflict), left(conflict));
    expect(await refused.store.append(id, { entries: ["c1"] }, own)).toEqual(left(conflict));
    expect(await refused.store.remove(id, ulid("AAA"))).toEqual(left(conflict));
    expect(refused.said).toEqual([]);
  });

  it("names the range alone of what is large, or was stored before", async () => {
    // Three bytes for each UTF-16 unit is the most that UTF-8 takes.
    const most = "€".repeat(Math.floor(maxNoticeBytes / 3));
    const small = given(appended());
    await small.store.append(id, { entries: [most] }, own);
    expect(small.said).toEqual([["events", { ...notice, first: 5, last: 5, entries: [most] }]]);

    const large = given(appended());
    await large.store.append(id, { entries: [most, "€"] }, own);
    expect(large.said).toEqual([["events", { ...notice, first: 4, last: 5 }]]);

    const again = given(appended({ duplicate: true }));
    await again.store.append(id, { entries: ["c1"] }, own);
    expect(again.said).toEqual([["events", { ...notice, first: 5, last: 5 }]]);
  });

  it("tells everybody of a removal", async () => {
    const { store, said } = given(appended());
    expect(await store.remove(id, ulid("AAA"))).toEqual(right(seen));
    const told = { _tag: "removed", incarnation: ulid("AAA") };
    expect(said).toEqual([
      ["events", told],
      ["control", told],
    ]);
  });

  it("reads as the store does", async () => {
    const { store, said } = given(appended());
    expect(await store.head(id)).toBe(seen);
    expect(await store.read(id, null, 10)).toEqual(left({ _tag: "not-found", now: 2_000 }));
    await expect(store.expiry(id)).rejects.toThrow("no expiry is kept here");
    expect(said).toEqual([]);
  });
});
