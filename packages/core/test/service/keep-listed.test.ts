import { type Adapter, createStreams, type Kept } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { virtualClock } from "@segno/testkit";
import { expect, onTestFinished, test } from "vitest";

const hour = 3_600_000;

/** Two processes over a store whose catalogue wants to be told, and what it was told, and when. */
const told = () => {
  const clock = virtualClock();
  const adapter = memoryStreams({ clock });
  const heard: { at: number; id: string; kept: Kept }[] = [];
  const weather = { down: false };
  const begun = clock.elapsed();
  const touch = async (id: string, kept: Kept): Promise<void> => {
    if (weather.down) throw new Error("the connection was lost");
    heard.push({ at: clock.elapsed() - begun, id, kept });
  };
  const catalogue = { ...adapter.catalogue, touch };
  const open = (one: Partial<Adapter> = {}) => {
    const streams = createStreams<string>({ ...adapter, catalogue, clock, ...one });
    onTestFinished(() => clock.until(streams.close()));
    return streams;
  };
  return { clock, heard, weather, open };
};

test("a stream that lives is told of twice in its TTL, and not after its end", async () => {
  const { clock, heard, open } = told();
  const done = open().run("a", { owner: "ann" }, async () => {
    await new Promise<void>((resolve) => void clock.after(4 * hour, resolve));
  });
  await clock.advance(4 * hour + 1_000);
  await done;
  expect(heard.length).toBeGreaterThanOrEqual(7);
  const times = [0, ...heard.map(({ at }) => at), 4 * hour];
  for (const [i, at] of times.slice(1).entries()) {
    expect(at - (times[i] ?? 0)).toBeLessThanOrEqual(hour / 2 + 4_000);
  }
  expect(heard[0]).toMatchObject({ id: "a", kept: { owner: "ann", activeTtlMs: hour } });
  const before = heard.length;
  await clock.advance(hour);
  expect(heard.length).toBe(before);
});

test("where it could not be told, it is told with the next sign of life", async () => {
  const { clock, heard, weather, open } = told();
  const streams = open();
  const run = streams.run("a", async () => {
    await new Promise<void>((resolve) => void clock.after(hour, resolve));
  });
  weather.down = true;
  await clock.advance(hour / 2 + 10_000);
  expect(heard).toEqual([]);
  weather.down = false;
  await clock.advance(5_000);
  expect(heard.map(({ id }) => id)).toEqual(["a"]);
  await clock.until(streams.stop("a"));
  await clock.until(run);
});

test("who takes over tells at once, of the owner that the stream has", async () => {
  const { clock, heard, open } = told();
  await open().start("c", { owner: "bob" });
  // Nobody attends it: its lease is over by then, and its TTL is not.
  await clock.advance(400_000);
  const other = open();
  const writer = await other.start("c", { ifStale: "take-over", owner: "eve" });
  expect(writer.began).toBe("taken-over");
  const before = heard.length;
  await clock.advance(5_000);
  expect(heard.slice(before)).toMatchObject([{ id: "c", kept: { owner: "bob" } }]);
});

test("a writer that nobody attends is told of no more", async () => {
  const { clock, heard, open } = told();
  await open().start("a");
  await clock.advance(4 * hour);
  expect(heard).toEqual([]);
});
