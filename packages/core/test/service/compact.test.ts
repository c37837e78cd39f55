import { type Compacted, createStreams } from "@segno/core";
import { expect, test } from "vitest";
import { createWorld, type Said, said } from "./world.ts";

test("a close waits for what is being compacted, as long as for anything", async () => {
  const { adapter, clock } = createWorld();
  const compacted: string[] = [];
  const compact = (id: string): Promise<Compacted> =>
    new Promise((resolve) => {
      clock.after(500, () => {
        compacted.push(id);
        resolve("compacted");
      });
    });
  const streams = createStreams<Said>({ ...adapter, clock, compact, compactAtEnd: true });
  await streams.run("a", (run) => run.write(said("1")));
  const writer = await streams.start("b");
  await streams.stop("b");
  await writer.write(said("2")).catch(() => {});
  const closing = streams.close();
  await clock.advance(499);
  expect(compacted).toEqual([]);
  await clock.until(closing);
  expect(compacted).toEqual(["a", "b"]);
});

test("but not for ever", async () => {
  const { adapter, clock } = createWorld();
  const compact = (): Promise<Compacted> => new Promise(() => {});
  const streams = createStreams<Said>({ ...adapter, clock, compact, compactAtEnd: true });
  await streams.run("a", (run) => run.write(said("1")));
  const before = clock.elapsed();
  await clock.until(streams.close());
  expect(clock.elapsed() - before).toBeLessThanOrEqual(10_000);
});
