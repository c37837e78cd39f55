import { isDeepStrictEqual } from "node:util";
import type { StreamId, TenantId } from "@segno/core";
import { redisStreams } from "@segno/redis";
import { uniquePrefix } from "@segno/tools/test-redis";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createKeys, type Keys } from "../src/keys.ts";
import { slotOf } from "../src/slot.ts";
import { opened, template } from "./support/opened.ts";
import { startProducer, streamId } from "./support/writing.ts";

const hostileName = fc.oneof(
  fc.string({ unit: fc.constantFrom(..."ab:@*?[]^-\\{}\n\ud800\udbff~. é"), maxLength: 4 }),
  fc.string({ unit: "binary", maxLength: 3 }),
);

const accepted = (prefix: string, tenant?: string): Keys | null => {
  try {
    return createKeys(prefix, tenant);
  } catch (error) {
    expect(error).toMatchObject({ name: "SegnoError", code: "invalid-options" });
    return null;
  }
};

/** As Redis has them: bytes. */
const namesOf = (keys: Keys, id: StreamId): string[] =>
  [
    ...[keys.head, keys.log, keys.cursors].map((name) => name(id)),
    ...(["events", "control", "acks"] as const).map((topic) => keys.channel(id, topic)),
  ].map((name) => Buffer.from(name).toString("latin1"));

describe("names", () => {
  test.each(["", "a{b", "a}b", "a\nb", "a\u0000b", "\u007f", "a\ud800"])(
    "a prefix or tenant %j is refused",
    (text) => {
      const redis = template(6, { lazyConnect: true });
      const refused = expect.objectContaining({ name: "SegnoError", code: "invalid-options" });
      expect(() => redisStreams(redis, { prefix: text })).toThrow(refused);
      expect(() => redisStreams(redis, { tenant: text })).toThrow(refused);
      expect(redis.status).toBe("wait");
    },
  );

  test("what sets a tenant off is in no prefix, nor in what the client puts before it", () => {
    const refused = expect.objectContaining({ code: "invalid-options" });
    expect(() => redisStreams(template(), { prefix: "a@b" })).toThrow(refused);
    expect(() => redisStreams(template(6, { keyPrefix: "a@" }), { prefix: "b" })).toThrow(refused);
    expect(createKeys("a:b", "c:d@e").head(streamId("i"))).toBe("a:b@c:d@e:{i}:m");
  });

  test.each(["a", "Z".repeat(128), ".:~-_", "m", "}:m".replace("}", ".")])(
    "all names of the stream %s are of one slot, and its id is found again",
    (text) => {
      const keys = createKeys("segno", "tenant:7");
      const id = streamId(text);
      const names = [
        keys.head(id),
        keys.log(id),
        keys.cursors(id),
        keys.channel(id, "events"),
        keys.channel(id, "control"),
        keys.channel(id, "acks"),
      ];
      expect(new Set(names).size).toBe(6);
      expect(new Set(names.map(slotOf)).size).toBe(1);
      expect(keys.heads.idOf(keys.head(id))).toBe(id);
      expect(keys.heads.idOf(keys.log(id))).toBeNull();
      expect(keys.places.idOf(keys.cursors(id))).toBe(id);
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

  /** Two of these may spell one text in different ways: the ways in which it is cut in prefix and tenant. */
  const configs = fc
    .record({
      words: fc.array(hostileName, { minLength: 1, maxLength: 4 }),
      glue: fc.constantFrom(":", "@", ""),
      cuts: fc.tuple(fc.nat(3), fc.nat(3)),
    })
    .map(({ words, glue, cuts }) =>
      cuts.map((cut) => {
        const [prefix, tenant] = [words.slice(0, cut + 1), words.slice(cut + 1)];
        return { prefix: prefix.join(glue), ...(tenant[0] && { tenant: tenant.join(glue) }) };
      }),
    );

  test("no two prefixes and tenants have a name in common, whatever they are called", () => {
    const ids = ["a", "a:b", "~", ".", "m", "Z".repeat(128)].map(streamId);
    let compared = 0;
    const property = fc.property(configs, (both) => {
      const [one, other] = both.map(({ prefix, tenant }) => accepted(prefix, tenant));
      fc.pre(!!one && !!other && !isDeepStrictEqual(both[0], both[1]));
      compared += 1;
      const names = new Set(ids.flatMap((id) => namesOf(one, id)));
      for (const id of ids) {
        for (const name of namesOf(other, id)) expect(names).not.toContain(name);
        expect(one.heads.idOf(other.head(id))).toBeNull();
      }
    });
    fc.assert(property, { numRuns: 1_000 });
    expect(compared).toBeGreaterThan(200);
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

  test("an adapter for one tenant and another's tenant of that name are one, with no further connection", async () => {
    const prefix = uniquePrefix();
    const { adapter, redis } = opened({ prefix });
    const admin = template();
    const { store } = opened({ prefix, tenant: "ada" });
    const { id } = await startProducer(store);
    const before = String(await admin.client("LIST")).split("\n").length;
    for (const tenant of ["ada", "bob", "eve"] as TenantId[]) {
      const tenants = adapter.forTenant?.(tenant);
      await tenants?.notifier.subscribe(id, "events", () => {});
      expect((await tenants?.store.head(id))?.head?.offset).toBe(tenant === "ada" ? 1 : undefined);
    }
    expect(String(await admin.client("LIST")).split("\n").length - before).toBeLessThanOrEqual(2);
    expect(redis.status).toBe("wait");
    expect(opened({ prefix, tenant: "ada" }).adapter.forTenant).toBeUndefined();
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
