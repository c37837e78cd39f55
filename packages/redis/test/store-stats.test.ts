import { uniquePrefix } from "@segno/tools/test-redis";
import { expect, test } from "vitest";
import { opened, template } from "./support/opened.ts";
import { streamId, until } from "./support/writing.ts";

test("an adapter says how often it reconnected, and what its server takes", async () => {
  const connectionName = uniquePrefix();
  const { storeStats, store } = opened({ client: { connectionName } }).adapter;
  if (!storeStats) throw new Error("no stats");
  const { memoryBytes, reconnects } = await storeStats();
  expect(reconnects).toBe(0);
  const info = String(await template().info("memory"));
  const used = Number(/^used_memory:(\d+)/m.exec(info)?.[1]);
  expect(memoryBytes).toBeGreaterThan(used / 2);
  expect(memoryBytes).toBeLessThan(used * 2);
  await store.head(streamId());
  const clients = String(await template().call("CLIENT", "LIST")).split("\n");
  const own = clients.filter((line) => line.includes(`name=${connectionName} `));
  for (const line of own) {
    await template().call("CLIENT", "KILL", "ID", /id=(\d+)/.exec(line)?.[1] ?? "");
  }
  await until(async () => (await storeStats()).reconnects >= 1);
});
