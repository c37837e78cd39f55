import { describe, expect, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { opened, template } from "./support/opened.ts";
import { startProducer, streamId } from "./support/writing.ts";

describe.each([
  ["streams", 6],
  ["sorted set", 6],
  ["streams", 5],
] as const)("what is no head is not listed, %s, ioredis %s", (kind, major) => {
  test("keys of other types, other hashes, and heads in parts", async () => {
    const { adapter, prefix } = opened({ kind, major });
    const admin = template();
    const keys = createKeys(prefix);
    const producers = await Promise.all([0, 1, 2].map(() => startProducer(adapter.store)));
    await producers[0]?.end();
    const foreign = () => keys.head(streamId());
    await admin.set(foreign(), "foreign");
    await admin.rpush(foreign(), "foreign");
    await admin.xadd(foreign(), "1-1", "d", "foreign");
    await admin.hset(foreign(), { name: "foreign" });
    await admin.hset(foreign(), { x: "foreign" });
    await admin.hset(foreign(), { r: "1700000000000000" });
    await admin.set(`${prefix}:{not an id}:m`, "foreign");
    const whole = await admin.hgetall(keys.head(producers[0]?.id ?? streamId()));
    for (const field of ["x", "s", "o", "r", "l", "a", "d"]) {
      const { [field]: _, ...rest } = whole;
      await admin.hset(foreign(), rest);
      await admin.hset(foreign(), { ...whole, [field]: "foreign" });
    }
    const found: string[] = [];
    let cursor: string | null | undefined;
    do {
      const page = await adapter.catalogue.list({ limit: 1000, ...(cursor ? { cursor } : {}) });
      found.push(...page.streams.map(({ id }) => id));
      cursor = page.cursor;
    } while (cursor);
    expect([...new Set(found)].sort()).toEqual(producers.map(({ id }) => id).sort());
  });
});
