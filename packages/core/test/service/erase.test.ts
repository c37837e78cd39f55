import { type Adapter, createStreams, type Erasable, type Settings } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { expect, onTestFinished, test } from "vitest";

const opened = (
  change: (adapter: Adapter) => Partial<Adapter> = () => ({}),
  settings: Partial<Settings> = {},
) => {
  const clock = virtualClock();
  const adapter = memoryStreams({ clock });
  const streams = createStreams<string>({ ...adapter, ...change(adapter), clock, ...settings });
  onTestFinished(() => clock.until(streams.close()));
  return { streams, clock, adapter };
};

/** Drafts of persons, of which so many are looked at in one step. */
const drafts = (kept: Map<string, string[]>, step: number): Erasable => ({
  name: "drafts",
  erase: async (person, { cursor = "0", limit }) => {
    expect(limit).toBeGreaterThan(0);
    const own = kept.get(person) ?? [];
    const from = Number(cursor);
    const found = own.splice(0, step);
    const more = own.length > 0 ? String(from + step) : null;
    return { erased: found.length, cursor: more };
  },
});

test("what an adapter keeps beside streams is erased, step by step, and counted by its name", async () => {
  const kept = new Map([
    ["ann", ["a", "b", "c", "d", "e"]],
    ["bob", ["f"]],
  ]);
  const { streams } = opened(() => ({ erasables: [drafts(kept, 2)] }));
  const { counts } = await streams.erase({ owner: "ann" });
  expect(counts.beside).toEqual({ places: 0, drafts: 5 });
  expect([kept.get("ann"), kept.get("bob")]).toEqual([[], ["f"]]);
});

test("one who reads under another name is erased under both", async () => {
  const { streams } = opened();
  await streams.run("a", { owner: "bob" }, () => {});
  const { position } = await streams.describe("a");
  for (const reader of ["ann", "ann@example.org"]) await streams.ack("a", reader, position);
  const { counts } = await streams.erase({ owner: "ann", reader: "ann@example.org" });
  expect(counts.beside).toEqual({ places: 1 });
  expect(await streams.playedUntil("a", "ann@example.org")).toBeNull();
  expect(await streams.playedUntil("a", "ann")).toBe(position);
});

test("an owner of a name that no reader can have has no places, and is erased all the same", async () => {
  const { streams } = opened();
  const owner = "x".repeat(200);
  await streams.run("a", { owner }, () => {});
  expect(await streams.erase({ owner })).toMatchObject({
    streams: ["a"],
    counts: { beside: { places: 0 } },
  });
});

test("what a list does not know of is found by an erasure everywhere", async () => {
  const { streams } = opened(({ catalogue }) => ({
    catalogue: {
      list: async (options) => {
        const listing = await catalogue.list(options);
        return options.filter?.owner === undefined ? listing : { ...listing, streams: [] };
      },
    },
  }));
  for (const [id, owner] of [
    ["a", "ann"],
    ["b", "bob"],
  ] as const) {
    await streams.run(id, { owner }, () => {});
  }
  expect((await streams.erase({ owner: "ann" })).streams).toEqual([]);
  expect((await streams.erase({ owner: "ann", everywhere: true })).streams).toEqual(["a"]);
  expect((await streams.list()).streams.map(({ streamId }) => streamId)).toEqual(["b"]);
});

test("what was gone by the time is named as not found", async () => {
  const { streams } = opened(({ catalogue, store }) => ({
    catalogue: {
      list: async (options) => {
        const listing = await catalogue.list(options);
        // Another removes it before we can.
        for (const { id, head } of listing.streams) {
          if (id === "a") await store.remove(id, head.incarnation);
        }
        return listing;
      },
    },
  }));
  for (const id of ["a", "b"]) await streams.run(id, { owner: "ann" }, () => {});
  const receipt = await streams.erase({ owner: "ann" });
  expect(receipt).toMatchObject({ streams: ["b"], notFound: ["a"], complete: true });
});

test("of somebody who starts without end it gives up, and says so", async () => {
  let started = 0;
  const { streams, clock } = opened(
    ({ catalogue }) => ({
      catalogue: {
        list: async (options) => {
          started += 1;
          await streams.run(`again-${started}`, { owner: "ann" }, () => {});
          await new Promise<void>((resolve) => void clock.after(100, resolve));
          return catalogue.list(options);
        },
      },
    }),
    { giveUpMs: 2_000 },
  );
  const receipt = await clock.until(streams.erase({ owner: "ann" }));
  expect(receipt.complete).toBe(false);
  expect(receipt.streams.length).toBeGreaterThan(10);
  expect(started).toBeLessThan(60);
});

test("what may be about to begin is waited for, and named as incomplete where it never does", async () => {
  let unsettled = 3;
  const { streams, clock } = opened(
    ({ catalogue }) => ({
      catalogue: {
        list: async (options) => {
          const listing = await catalogue.list(options);
          unsettled -= 1;
          return unsettled > 0 ? { ...listing, unsettled: ["a" as never] } : listing;
        },
      },
    }),
    { giveUpMs: 2_000 },
  );
  expect((await clock.until(streams.erase({ owner: "ann" }))).complete).toBe(true);
  unsettled = Number.POSITIVE_INFINITY;
  expect((await clock.until(streams.erase({ owner: "ann" }))).complete).toBe(false);
});

test("an abort in the midst of many removals stops after those that are under way", async () => {
  const { streams, clock } = opened();
  for (let at = 0; at < 100; at++) await streams.run(`s${at}`, { owner: "ann" }, () => {});
  const abort = new AbortController();
  const erasing = streams.erase({ owner: "ann", signal: abort.signal });
  abort.abort(new Error("cut"));
  await expect(clock.until(erasing)).rejects.toThrow("cut");
  expect((await streams.list({ owner: "ann" })).streams.length).toBeGreaterThan(50);
});

test("of a tenant's person nothing is erased elsewhere", async () => {
  const { streams } = opened();
  const tenant = streams.forTenant("ada");
  for (const one of [streams, tenant]) await one.run("a", { owner: "ann" }, () => {});
  expect((await tenant.erase({ owner: "ann" })).streams).toEqual(["a"]);
  expect((await streams.describe("a")).owner).toBe("ann");
});
