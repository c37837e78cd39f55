import { createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { expect, test } from "vitest";

test("of what lives, no more is ended at once than is removed at once: a sweep that is killed leaves little behind", async () => {
  const { store, ...adapter } = memoryStreams();
  let ended = 0;
  let most = 0;
  const streams = createStreams({
    ...adapter,
    store: {
      ...store,
      append: async (id, batch, expected) => {
        if (batch.end) most = Math.max(most, ++ended);
        return store.append(id, batch, expected);
      },
      remove: async (id, incarnation) => {
        ended--;
        return store.remove(id, incarnation);
      },
    },
  });
  for (let at = 0; at < 100; at++) await streams.start(`a${at}`);
  // Until each writer has looked for a stop that came before it listened: that is a sign of life, which would spare it.
  await new Promise((resolve) => setImmediate(resolve));
  let removed = 0;
  for await (const step of streams.sweep({ olderThan: 0, only: "active" })) removed = step.removed;
  expect([removed, ended]).toEqual([100, 0]);
  expect(most).toBeLessThanOrEqual(16);
  await streams.close();
});
