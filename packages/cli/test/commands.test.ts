import { Writable } from "node:stream";
import { createStreams } from "@segno/core";
import { redisSortedSet, redisStreams } from "@segno/redis";
import { freePort } from "@segno/tools/servers";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { records, segno } from "./support/here.ts";

const fresh = () => {
  const prefix = uniquePrefix();
  const here = (args: readonly string[], options?: Parameters<typeof segno>[1]) =>
    segno([...args, "--prefix", prefix], options);
  return { prefix, here };
};

const text = "all about\n\nthe sea, and ∞\nno end";

describe.each(["streams", "sorted-set"])("on %s", (store) => {
  test("what is produced is read and followed, byte for byte", async () => {
    const { here } = fresh();
    const produced = await here(["produce", "a1", "--store", store], { input: text });
    expect(produced).toMatchObject({ code: 0, err: "" });
    expect(produced.out).toMatch(/^a1 {2}completed {2}4 chunks {2}\S+\n$/);
    expect(await here(["read", "a1", "--store", store])).toEqual({ code: 0, out: text, err: "" });
    expect(await here(["follow", "a1", "--store", store])).toEqual({ code: 0, out: text, err: "" });
  });

  test("inspect says how far readers are, the furthest behind first", async () => {
    const { here, prefix } = fresh();
    const at = ["--store", store];
    await here(["produce", "a1", ...at], { input: text });
    expect(records((await here(["inspect", "a1", "--json", ...at])).out)).toMatchObject([
      { readers: [] },
    ]);
    const events = records((await here(["read", "a1", "--json", ...at])).out);
    const [third, last] = [events[2], events.at(-1)].map((event) => String(event?.["position"]));
    const redis = new Redis(redisUrl(), { lazyConnect: true });
    const open = store === "streams" ? redisStreams : redisSortedSet;
    await using streams = createStreams(open(redis, { prefix }));
    for (let n = 0; n < 20; n++) await streams.ack("a1", `reader ${n}`, String(last));
    await streams.ack("a1", "ann", String(third));
    redis.disconnect();
    const [found] = records((await here(["inspect", "a1", "--json", ...at])).out);
    const readers = found?.["readers"] as readonly object[];
    const seenAt = expect.any(Number);
    expect(readers[0]).toEqual({ reader: "ann", position: third, behind: 3, seenAt });
    expect(readers.length).toBe(21);
    const table = (await here(["inspect", "a1", ...at])).out.split("\n").slice(-23);
    expect(table[0]).toMatch(/^READER +BEHIND {2}SEEN +POSITION$/);
    expect(table[1]).toMatch(/^ann +3 {2}\S/);
    expect(table[1]).toContain(third);
    expect(table.slice(-2)).toEqual(["and 1 more: --json has all", ""]);
  });

  test("inspect says what there is", async () => {
    const { here } = fresh();
    const options = ["--owner", "ada", "--kind", "answer", "--ended-ttl", "1h"];
    await here(["produce", "a1", "--store", store, ...options], { input: text });
    const { out, code } = await here([
      "inspect",
      "a1",
      "--store",
      store,
      "--reader",
      "ann",
      "--json",
    ]);
    expect(code).toBe(0);
    expect(records(out)).toEqual([
      expect.objectContaining({
        ...{ streamId: "a1", status: "completed", owner: "ada", kind: "answer" },
        ...{ chunks: 4, eventCount: 6, lease: null, epoch: 1, heldFor: [] },
        ttl: expect.objectContaining({ synchronized: true }),
        bytes: expect.any(Number),
        readers: [{ reader: "ann", position: null, behind: 6, seenAt: null }],
        groups: store === "streams" ? [] : null,
      }),
    ]);
    const shown = await here(["inspect", "a1", "--store", store]);
    expect(shown.out).toMatch(/^status\s+completed$/m);
    expect(shown.out).toMatch(/^memory\s+\d.*B$/m);
  });
});

describe("produce", () => {
  test("with --format json each line is a payload; text is what it says", async () => {
    const { here } = fresh();
    const input = '{"content":"one "}\n\n"two "\n{"n":3}';
    await here(["produce", "a1", "--format", "json"], { input });
    const { out } = await here(["read", "a1", "--json"]);
    expect(records(out).flatMap(({ data }) => (data === undefined ? [] : [data]))).toEqual([
      { content: "one " },
      "two ",
      { n: 3 },
    ]);
    expect((await here(["read", "a1"])).out).toBe('one two {"n":3}\n');
  });

  test("a line that is no JSON fails the stream, and says which", async () => {
    const { here } = fresh();
    const { code, err } = await here(["produce", "a1", "--format", "json"], { input: "1\n{\n" });
    expect(code).toBe(2);
    expect(err).toContain("Line 2 of the input is no JSON");
    const events = records((await here(["follow", "a1", "--json"])).out);
    expect(events.map(({ type }) => type)).toEqual(["started", "chunk", "failed"]);
  });

  test.each(["", "1\n"])(
    "a payload that is too large fails the stream, the last one too (%j)",
    async (then) => {
      const { here } = fresh();
      const input = `0\n${JSON.stringify("x".repeat(300_000))}\n${then}`;
      const { code, out, err } = await here(["produce", "a1", "--format", "json"], { input });
      expect({ code, out }).toEqual({ code: 2, out: "" });
      expect(err).toContain("segno: too-large: ");
      const events = records((await here(["follow", "a1", "--json"])).out);
      expect(events.at(-1)).toMatchObject({ type: "failed", code: "too-large" });
    },
  );

  test("tells how it ended as JSON, and keeps its metadata", async () => {
    const { here } = fresh();
    const args = ["produce", "a1", "--json", "--metadata", '{"model":"m"}'];
    const { out } = await here(args, { input: text });
    expect(records(out)).toEqual([
      { streamId: "a1", terminal: "completed", position: expect.any(String), chunks: 4 },
    ]);
    const [started] = records((await here(["read", "a1", "--json"])).out);
    expect(started).toMatchObject({ type: "started", metadata: { model: "m" } });
  });

  test("drops nothing unless it is told to", async () => {
    const { here } = fresh();
    await here(["produce", "a1"], { input: "first" });
    const again = await here(["produce", "a1"], { input: "second" });
    expect(again.code).toBe(4);
    expect(again.err).toContain("segno: ended: ");
    expect(again.err).toContain("--if-ended recreate");
    expect((await here(["read", "a1"])).out).toBe("first");
    await here(["produce", "a1", "--if-ended", "recreate"], { input: "second" });
    expect((await here(["read", "a1"])).out).toBe("second");
  });
});

describe("follow", () => {
  test("goes on after a position, and for a reader where it was", async () => {
    const { here } = fresh();
    await here(["produce", "a1"], { input: "1\n2\n3\n" });
    const events = records((await here(["follow", "a1", "--json"])).out);
    const second = String(events[2]?.["position"]);
    expect((await here(["follow", "a1", "--after", second])).out).toBe("3\n");
    const ann = ["follow", "a1", "--reader", "ann"];
    expect((await here(ann)).out).toBe("1\n2\n3\n");
    expect((await here(ann)).out).toBe("");
    expect((await here([...ann, "--from-start"])).out).toBe("1\n2\n3\n");
    expect((await here([...ann, "--from-start", "--after", second])).code).toBe(2);
  });

  test("ends with 6 where the stream was stopped or failed", async () => {
    const { here } = fresh();
    await here(["produce", "a1", "--format", "json"], { input: "no JSON" });
    expect((await here(["follow", "a1"])).code).toBe(6);
  });

  test("on a terminal, what a stream holds moves no cursor", async () => {
    const { here } = fresh();
    await here(["produce", "a1"], { input: "\u001b[2Jred\u0007\n\tend" });
    const { out, err } = await here(["follow", "a1"], { columns: 80 });
    expect(out).toBe("[2Jred\n\tend");
    expect(err).toBe("\n— completed\n");
    expect((await here(["follow", "a1"])).out).toContain("\u001b[2J");
  });
});

describe("stop", () => {
  test("what has ended is left as it is, and that is said", async () => {
    const { here } = fresh();
    await here(["produce", "a1"], { input: text });
    const stopped = await here(["stop", "a1", "--by", "ops"]);
    expect(stopped.code).toBe(0);
    expect(stopped.out).toMatch(/^a1 {2}completed already {2}\S+\n$/);
    expect(records((await here(["stop", "a1", "--json"])).out)).toEqual([
      expect.objectContaining({ streamId: "a1", terminal: "completed", mine: false }),
    ]);
  });
});

describe("ls", () => {
  const many = async () => {
    const { here } = fresh();
    for (let n = 0; n < 12; n++) {
      const owner = n < 3 ? "ada" : "bob";
      await here(["produce", `s${n}`, "--owner", owner], { input: "x" });
    }
    return here;
  };
  const idsOf = (out: string) => records(out).flatMap(({ streamId }) => streamId ?? []);

  test("all, by owner, and page by page", async () => {
    const here = await many();
    const ids = Array.from({ length: 12 }, (_, n) => `s${n}`).sort();
    expect(idsOf((await here(["ls", "--all", "--json"])).out).sort()).toEqual(ids);
    const ada = await here(["ls", "--owner", "ada", "--json"]);
    expect(idsOf(ada.out).sort()).toEqual(["s0", "s1", "s2"]);
    expect(idsOf((await here(["ls", "--active", "--json"])).out)).toEqual([]);
    expect(idsOf((await here(["ls", "--older-than", "1h", "--json"])).out)).toEqual([]);

    const seen = new Set<unknown>();
    let cursor: string | null = null;
    do {
      const more: readonly string[] = cursor === null ? [] : ["--cursor", cursor];
      const { out } = await here(["ls", "--limit", "2", "--json", ...more]);
      for (const id of idsOf(out)) seen.add(id);
      cursor = (records(out).at(-1)?.["cursor"] as string | undefined) ?? null;
    } while (cursor !== null);
    expect([...seen].sort()).toEqual(ids);
  });

  test("a table that fits the terminal", async () => {
    const { here } = fresh();
    await here(["produce", "answer-1", "--owner", "ada", "--kind", "answer"], { input: text });
    const wide = (await here(["ls"])).out.split("\n");
    expect(wide[0]).toMatch(/^ID\s+STATUS\s+CHUNKS\s+WRITTEN\s+EXPIRES\s+KIND\s+OWNER$/);
    expect(wide[1]).toMatch(
      /^answer-1 {2}completed {7}4 {2}(now|\S+ \w+ ago) +in (24 h|1 d) +answer +ada$/,
    );
    expect((await here(["ls"], { columns: 50 })).out).not.toContain("OWNER");
  });

  test("colours are for terminals, and for those who want them", async () => {
    const { here } = fresh();
    await here(["produce", "a1"], { input: text });
    const coloured = { FORCE_COLOR: "1" };
    expect((await here(["ls"], { env: coloured })).out).toContain("\u001b[32mcompleted");
    expect((await here(["ls"], { env: { ...coloured, NO_COLOR: "1" } })).out).not.toContain(
      "\u001b",
    );
    expect((await here(["ls"])).out).not.toContain("\u001b");
  });
});

describe("sweep", () => {
  test("removes what is old, once that is confirmed, and shows before what it would be", async () => {
    const { here } = fresh();
    await here(["produce", "a1", "--owner", "ada"], { input: text });
    await here(["produce", "b1", "--owner", "bob"], { input: text });
    const sweep = ["sweep", "--older-than", "0", "--owner", "ada"];
    const dry = await here([...sweep, "--dry-run"]);
    expect(dry).toMatchObject({ code: 0, out: "a1\n" });
    const asked = await here(sweep);
    expect(asked).toMatchObject({ code: 2, out: "" });
    expect(asked.err).toContain("--yes");
    expect((await here(["read", "a1"])).code).toBe(0);
    expect(await here([...sweep, "--yes"])).toEqual({
      code: 0,
      out: "1 stream removed\n",
      err: "",
    });
    expect((await here(["read", "a1"])).code).toBe(3);
    const rest = await here(["sweep", "--older-than", "0", "--yes", "--json"]);
    expect(records(rest.out)).toEqual([
      { streamId: "b1" },
      { removed: 1, spared: 0, declaredLost: 0, cursor: null, dryRun: false },
    ]);
  });

  test("leaves what is younger, and wants to be told how old", async () => {
    const { here } = fresh();
    await here(["produce", "a1"], { input: text });
    const { out } = await here(["sweep", "--older-than", "30d", "--yes"]);
    expect(out).toBe("0 streams removed\n");
    expect((await here(["sweep", "--yes"])).code).toBe(2);
  });
});

describe("erase", () => {
  test("removes all of a person's, and nothing of others', and gives a receipt", async () => {
    const { here } = fresh();
    for (const id of ["a1", "a2"]) await here(["produce", id, "--owner", "ada"], { input: text });
    await here(["produce", "b1", "--owner", "bob"], { input: text });
    await here(["follow", "b1", "--reader", "ada"]);
    const asked = await here(["erase", "--owner", "ada"]);
    expect(asked).toMatchObject({ code: 2, out: "" });
    expect((await here(["read", "a1"])).code).toBe(0);

    const { code, out } = await here(["erase", "--owner", "ada", "--yes", "--json"]);
    expect(code).toBe(0);
    const [receipt] = records(out);
    expect(receipt).toMatchObject({ owner: "ada", notFound: [], complete: true });
    expect(receipt?.["counts"]).toMatchObject({ streams: 2, live: 0, events: 12 });
    expect(receipt?.["streams"]).toEqual(expect.arrayContaining(["a1", "a2"]));
    expect((await here(["read", "a1"])).code).toBe(3);
    expect((await here(["read", "b1"])).out).toBe(text);
    const [found] = records((await here(["inspect", "b1", "--reader", "ada", "--json"])).out);
    expect(found?.["readers"]).toEqual([
      { reader: "ada", position: null, behind: 6, seenAt: null },
    ]);
    expect((await here(["erase", "--yes"])).code).toBe(2);
  });
});

test("tenants and prefixes are apart, by flag and by variable", async () => {
  const { prefix, here } = fresh();
  await here(["produce", "a1", "--tenant", "ada"], { input: "hers" });
  expect((await here(["read", "a1"])).code).toBe(3);
  const env = { SEGNO_PREFIX: prefix, SEGNO_TENANT: "ada" };
  expect((await segno(["read", "a1"], { env })).out).toBe("hers");
  expect((await segno(["read", "a1", "--tenant", "eve"], { env })).code).toBe(3);
});

describe("what goes wrong has a code, and says what to do", () => {
  test.each<[args: readonly string[], code: number, error: string]>([
    [["lss"], 2, "usage"],
    [["ls", "--limt", "3"], 2, "usage"],
    [["ls", "--limit", "0"], 2, "usage"],
    [["ls", "--older-than", "soon"], 2, "usage"],
    [["ls", "--active", "--ended"], 2, "usage"],
    [["ls", "--cursor", "x"], 2, "invalid-cursor"],
    [["ls", "--store", "files"], 2, "usage"],
    [["ls", "--url", "http://127.0.0.1"], 2, "usage"],
    [["follow"], 2, "usage"],
    [["follow", "a1", "a2"], 2, "usage"],
    [["read", "no id"], 2, "invalid-id"],
    [["follow", "a1", "--after", "here"], 2, "invalid-position"],
    [["produce", "a1", "--active-ttl", "1ms"], 2, "invalid-options"],
    [["read", "nobody-wrote-this"], 3, "not-found"],
    [["follow", "nobody-wrote-this", "--wait", "1ms"], 3, "not-found"],
    [["inspect", "nobody-wrote-this"], 3, "not-found"],
    [["stop", "nobody-wrote-this"], 3, "not-found"],
  ])("segno %j", async (args, code, error) => {
    const { here } = fresh();
    const ran = await here([...args, "--json"], { input: "x" });
    expect(ran.out).toBe("");
    expect(records(ran.err)).toEqual([
      { error, message: expect.any(String), hint: expect.stringMatching(/\w/), exit: code },
    ]);
    expect(ran.code).toBe(code);
  });

  test("no server", async () => {
    const url = `redis://user:secret@127.0.0.1:${await freePort()}`;
    const ran = await segno(["ls", "--url", url]);
    expect(ran).toMatchObject({ code: 5, out: "" });
    expect(ran.err).toMatch(
      /^segno: store-unavailable: Redis at .* does not answer: ECONNREFUSED\n/,
    );
    expect(ran.err).not.toContain("secret");
  });

  test("a disk that is full, but not a reader who has seen enough", async () => {
    const { here } = fresh();
    await here(["produce", "a1"], { input: text });
    const refusing = (code: string) =>
      new Writable({ write: (_, __, done) => done(Object.assign(new Error(code), { code })) });
    const full = await here(["ls", "--json"], { stdout: refusing("ENOSPC") });
    expect(full.code).toBe(1);
    expect(records(full.err)).toEqual([expect.objectContaining({ message: "ENOSPC", exit: 1 })]);
    const enough = await here(["ls", "--json"], { stdout: refusing("EPIPE") });
    expect(enough).toMatchObject({ code: 0, err: "" });
  });

  test("no stack, unless it is asked for", async () => {
    expect((await segno(["read", "no id"])).err).not.toMatch(/^\s+at /m);
    expect((await segno(["read", "no id", "--debug"])).err).toMatch(/^\s+at /m);
  });

  test("help is an answer, and no command is none", async () => {
    expect(await segno(["--help"])).toMatchObject({ code: 0, err: "" });
    expect((await segno(["ls", "--help"])).out).toContain("--older-than");
    expect((await segno([])).code).toBe(2);
  });
});
