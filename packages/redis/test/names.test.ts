import { redisStreams } from "@segno/redis";
import { uniquePrefix } from "@segno/tools/test-redis";
import { describe, expect, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { slotOf } from "../src/notifier/slot.ts";
import { opened, template } from "./support/opened.ts";
import { startProducer, streamId } from "./support/writing.ts";

describe("names", () => {
  test.each(["", "a{b", "a}b", "a\nb", "a\u0000b", "\u007f"])(
    "a prefix or tenant %j is refused",
    (text) => {
      const redis = template(6, { lazyConnect: true });
      const refused = expect.objectContaining({ name: "SegnoError", code: "invalid-options" });
      expect(() => redisStreams(redis, { prefix: text })).toThrow(refused);
      expect(() => redisStreams(redis, { tenant: text })).toThrow(refused);
      expect(redis.status).toBe("wait");
    },
  );

  test.each(["a", "Z".repeat(128), ".:~-_", "m", "}:m".replace("}", ".")])(
    "all names of the stream %s are of one slot, and its id is found again",
    (text) => {
      const keys = createKeys("segno", "tenant:7");
      const id = streamId(text);
      const names = [
        keys.head(id),
        keys.log(id),
        keys.channel(id, "events"),
        keys.channel(id, "control"),
      ];
      expect(new Set(names).size).toBe(4);
      expect(new Set(names.map(slotOf)).size).toBe(1);
      expect(keys.idOf(keys.head(id))).toBe(id);
      expect(keys.idOf(keys.log(id))).toBeNull();
    },
  );

  test.each([
    ["123456789", 12739],
    ["foo", 12182],
    ["{foo}.bar", 12182],
    ["a{foo}{bar}", 12182],
  ])("the slot of %s is %d", (key, slot) => {
    expect(slotOf(key)).toBe(slot);
  });

  test("a prefix of glob characters lists its own streams only", async () => {
    const own = uniquePrefix();
    const prefixes = [`${own}*`, `${own}?`, `${own}[a-z]`, `${own}\\`, `${own}^-`, `${own}x`];
    const lists = await Promise.all(
      prefixes.map(async (prefix) => {
        const { adapter } = opened({ prefix });
        const { id } = await startProducer(adapter.store);
        return { adapter, id };
      }),
    );
    for (const { adapter, id } of lists) {
      const found: string[] = [];
      let cursor: string | null | undefined;
      do {
        const page = await adapter.catalogue.list({ limit: 100, ...(cursor ? { cursor } : {}) });
        found.push(...page.streams.map((stream) => stream.id));
        cursor = page.cursor;
      } while (cursor);
      expect([...new Set(found)]).toEqual([id]);
    }
  });

  test("tenants never meet, nor does one without", async () => {
    const prefix = uniquePrefix();
    const stores = [
      opened({ prefix }),
      opened({ prefix, tenant: "a" }),
      opened({ prefix, tenant: "b" }),
    ];
    const id = streamId("shared");
    for (const { store } of stores) await startProducer(store, id);
    for (const { adapter } of stores) {
      let cursor: string | null | undefined;
      let count = 0;
      do {
        const page = await adapter.catalogue.list({ limit: 1000, ...(cursor ? { cursor } : {}) });
        count += page.streams.length;
        cursor = page.cursor;
      } while (cursor);
      expect(count).toBe(1);
    }
  });

  test.each(["", "x", "0", "1.2", "a.0.x", "zzzzzzzzz.0.0", "a.0.0; FLUSHALL", "a.99999.0"])(
    "a cursor %j is refused",
    async (cursor) => {
      const { adapter } = opened();
      await expect(async () => adapter.catalogue.list({ limit: 1, cursor })).rejects.toMatchObject({
        code: "invalid-cursor",
      });
    },
  );
});
