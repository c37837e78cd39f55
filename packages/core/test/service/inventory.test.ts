import { createStreams, type Inventory, type StreamId } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { expect, onTestFinished, test } from "vitest";

/** Streams over a store that says what each of them takes, and was asked about these. */
const weighed = (bytes: (ids: readonly StreamId[]) => Promise<readonly (number | null)[]>) => {
  const clock = virtualClock();
  const adapter = memoryStreams({ clock });
  const asked: StreamId[] = [];
  const catalogue = {
    ...adapter.catalogue,
    bytes: async (ids: readonly StreamId[]) => {
      asked.push(...ids);
      return bytes(ids);
    },
  };
  const streams = createStreams<string>({ ...adapter, catalogue, clock });
  onTestFinished(() => clock.until(streams.close()));
  const steps = async (): Promise<Inventory[]> => {
    const seen: Inventory[] = [];
    for await (const step of streams.inventory()) seen.push(step);
    return seen;
  };
  return { streams, asked, steps, clock };
};

test("of many streams a sample is weighed, and stands for all", async () => {
  const { streams, asked, steps } = weighed(async (ids) => ids.map(() => 1_000));
  for (let at = 0; at < 2_000; at++) await streams.run(`s${at}`, () => {});
  const seen = await steps();
  expect(seen.length).toBeGreaterThan(1);
  expect(seen.map(({ streams: counted }) => counted)).toEqual([500, 1000, 1500, 2000]);
  expect(asked.length).toBe(100 + 1_900 / 20);
  expect(seen.at(-1)?.bytes).toEqual({ sampled: asked.length, estimated: 2_000_000 });
  expect(seen.at(-1)?.byStatus.completed).toBe(2_000);
});

test("a store that cannot say, or not of all, is no reason to count nothing", async () => {
  const down = weighed(async () => {
    throw new Error("NOPERM");
  });
  await down.streams.run("a", () => {});
  expect((await down.steps()).at(-1)).toMatchObject({ streams: 1, bytes: null });
  const some = weighed(async (ids) => ids.map((_, at) => (at === 0 ? null : 10)));
  for (const id of ["a", "b", "c"]) await some.streams.run(id, () => {});
  expect((await some.steps()).at(-1)?.bytes).toEqual({ sampled: 2, estimated: 20 });
});

test("a dead producer that is met is watched from then on", async () => {
  const { streams, steps, clock } = weighed(async () => []);
  await streams.start("a", { leaseMs: 1_000 });
  await clock.advance(400_000);
  expect((await steps()).at(-1)?.byStatus).toMatchObject({ stale: 1 });
  await clock.advance(5_000);
  expect((await streams.describe("a")).status).toBe("failed");
});

test("closed in the middle, it ends as closed; what is no signal is refused at once", async () => {
  const { streams, clock } = weighed(async () => []);
  for (let at = 0; at < 600; at++) await streams.run(`s${at}`, () => {});
  const walk = streams.inventory()[Symbol.asyncIterator]();
  await walk.next();
  await clock.until(streams.close());
  await expect(walk.next()).rejects.toMatchObject({ code: "closed" });
  expect(() => streams.inventory()).toThrow(expect.objectContaining({ code: "closed" }));
  const other = weighed(async () => []);
  const refused = expect.objectContaining({ code: "invalid-options" });
  expect(() => other.streams.inventory({ signal: {} as never })).toThrow(refused);
  expect(() => other.streams.inventory({ onlyy: "active" } as never)).toThrow(refused);
});
