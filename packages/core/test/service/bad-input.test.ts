import { createStreams, parseStreamId, type SegnoErrorCode, type StartOptions } from "@segno/core";
import { fpStreams } from "@segno/core/fp";
import { memoryStreams } from "@segno/memory";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codeOf, createWorld, rejection, said, schema } from "./world.ts";

/** Whatever is thrown, at once or later. */
const refusal = async (call: () => unknown): Promise<unknown> => {
  try {
    return { resolved: await call() };
  } catch (error) {
    return codeOf(error);
  }
};

/** As from JavaScript, where nobody looks at names. */
const named = (name: string): object => ({ [name]: "x" });

const long = "x".repeat(300_000);

describe("bad input is refused with its code, and leaves every stream as it was", () => {
  type Streams = ReturnType<typeof createWorld>["streams"];
  const cases: readonly [string, SegnoErrorCode, (streams: Streams) => unknown][] = [
    ["an id with braces", "invalid-id", (s) => s.start("a}{b")],
    ["an empty id", "invalid-id", (s) => s.read("")],
    ["an id of 129 characters", "invalid-id", (s) => s.stop("x".repeat(129))],
    ["an id that is no text", "invalid-id", (s) => s.describe(7 as never)],
    ["a position that is none", "invalid-position", (s) => s.follow("a", { after: "1-0" })],
    [
      "a position that is no text",
      "invalid-position",
      (s) => s.follow("a", { after: {} as never }),
    ],
    ["a wait that is no time", "invalid-options", (s) => s.follow("a", { wait: Number.NaN })],
    ["an incarnation that is none", "invalid-id", (s) => s.stop("a", { incarnation: "x" })],
    ["a reason beyond measure", "too-large", (s) => s.stop("a", { reason: long })],
    ["an owner with control characters", "invalid-options", (s) => s.start("b", { owner: "a\nb" })],
    ["an owner beyond measure", "invalid-options", (s) => s.start("b", { owner: long })],
    ["a kind that is empty", "invalid-options", (s) => s.start("b", { kind: "" })],
    ["metadata beyond measure", "too-large", (s) => s.start("b", { metadata: long })],
    [
      "metadata that is not JSON",
      "invalid-payload",
      (s) => s.start("b", { metadata: 1n } as never as StartOptions),
    ],
    ["a TTL below the lease", "invalid-options", (s) => s.start("b", { activeTtlMs: 5_000 })],
    ["a lease that is no time", "invalid-options", (s) => s.start("b", { leaseMs: -1 })],
    ["a listing without end", "invalid-options", (s) => s.list({ limit: 1e9 })],
    ["a cursor that is none", "invalid-cursor", (s) => s.list({ cursor: "nonsense" })],
    [
      "a way to meet an id that is none",
      "invalid-options",
      (s) => s.start("b", { ifStale: "takeover" as never }),
    ],
    ["a listing of what is none", "invalid-options", (s) => s.list({ only: "live" as never })],
    ["a run without a function", "invalid-options", (s) => s.run("b", {} as never)],
    ["a signal that is none", "invalid-options", (s) => s.follow("a", { signal: {} as never })],
    [
      "a stop by nobody that can be named",
      "invalid-options",
      (s) => s.stop("a", { by: null as never }),
    ],
    ["a start with a word misspelled", "invalid-options", (s) => s.start("b", named("owne"))],
    ["a run with one", "invalid-options", (s) => s.run("b", named("knd"), () => {})],
    ["a pipe with one", "invalid-options", (s) => s.pipe("b", new ReadableStream(), named("ttl"))],
    ["a follow with one", "invalid-options", (s) => s.follow("a", named("aftr"))],
    ["a stop with one", "invalid-options", (s) => s.stop("a", named("resaon"))],
    ["a removal with one", "invalid-options", (s) => s.remove("a", named("incarnaton"))],
    ["a listing with one", "invalid-options", (s) => s.list(named("limits"))],
    ["options that are none", "invalid-options", (s) => s.start("b", "user-7" as never)],
    ["options that are null", "invalid-options", (s) => s.follow("a", null as never)],
    ["a cursor that is no text", "invalid-cursor", (s) => s.list({ cursor: 5 as never })],
    ["a group without a name", "invalid-options", (s) => s.consume("a", {} as never)],
    ["a group of a strange name", "invalid-options", (s) => s.consume("a", { group: "!a" })],
    [
      "a consumer of a strange name",
      "invalid-options",
      (s) => s.consume("a", { group: "a", consumer: "a b" }),
    ],
    ["a batch of nothing", "invalid-options", (s) => s.consume("a", { group: "a", batch: 0 })],
    [
      "an idle time without end",
      "invalid-options",
      (s) => s.consume("a", { group: "a", idleMs: 1e12 }),
    ],
    [
      "as many deliveries as never end",
      "invalid-options",
      (s) => s.consume("a", { group: "a", maxDeliveries: Number.POSITIVE_INFINITY }),
    ],
    [
      "a beginning that is none",
      "invalid-options",
      (s) => s.consume("a", { group: "a", from: "1" as never }),
    ],
    [
      "an ear for dead letters that is none",
      "invalid-options",
      (s) => s.consume("a", { group: "a", onDeadLetter: "log" as never }),
    ],
    [
      "dead letters behind what is no position",
      "invalid-position",
      (s) => s.deadLetters("a", { group: "a", after: "x" }),
    ],
    ["dead letters of nobody", "invalid-options", (s) => s.deadLetters("a", {} as never)],
    ["groups of nothing", "not-found", (s) => s.groups("b")],
    ["a hold for nobody", "invalid-options", (s) => s.start("b", { holdUntil: { group: [] } })],
    [
      "a hold for too many",
      "invalid-options",
      (s) => s.start("b", { holdUntil: { group: Array.from({ length: 17 }, String) } }),
    ],
    [
      "a hold without end",
      "invalid-options",
      (s) => s.start("b", { holdUntil: { group: "a", maxHoldMs: Number.POSITIVE_INFINITY } }),
    ],
    [
      "a hold with a word misspelled",
      "invalid-options",
      (s) => s.start("b", { holdUntil: { group: "a", ...named("maxHold") } }),
    ],
    [
      "a consumer with one",
      "invalid-options",
      (s) => s.consume("a", { group: "a", ...named("x") }),
    ],
    ["an id that nobody has used", "not-found", (s) => s.read("nobody")],
  ];

  it.each(cases)("%s: %s", async (_, code, call) => {
    const world = createWorld();
    const writer = await world.streams.start("a", { owner: "user-7" });
    await writer.write(said("x"));
    await world.clock.advance(1);
    const before = await world.streams.read("a");
    const { appends } = world.counts;
    expect(await refusal(() => call(world.streams))).toBe(code);
    expect(await world.streams.read("a")).toEqual(before);
    expect(world.counts.appends).toBe(appends);
    expect((await world.streams.list()).streams).toHaveLength(1);
  });

  it("any text at all as an id or a position: refused by its code, or a stream that is not there", async () => {
    const world = createWorld();
    await world.streams.run("a", (run) => void run.write(said("x")));
    const before = await world.streams.read("a");
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary" }), async (text) => {
        fc.pre(text !== "a");
        const expected = parseStreamId(text) ? "not-found" : "invalid-id";
        expect(await refusal(() => world.streams.describe(text))).toBe(expected);
        expect(await refusal(() => world.streams.remove(text))).toBe(expected);
        if (text === "0") return;
        expect(await refusal(() => world.streams.follow("a", { after: text }))).toBe(
          "invalid-position",
        );
      }),
      { numRuns: 300 },
    );
    expect(await world.streams.read("a")).toEqual(before);
  });
});

describe("options that cannot work together", () => {
  it.each([
    [{ leaseMs: 0 }, /leaseMs is 0/],
    [{ leaseMs: 1.5 }, /leaseMs is 1.5/],
    [{ leaseMs: "10" as never }, /leaseMs is "10"/],
    [{ clock: Date as never }, /clock\.elapsed is to be a function/],
    [{ ids: (() => "x") as never }, /ids\.next is to be a function/],
    [{ chunk: "string" as never }, /chunk\.parse is to be a function/],
    [{ text: "content" as never }, /text is to be a function/],
    [{ upcast: {} as never }, /upcast is to be a function/],
    [{ heartbeatMs: 10_000 }, /heartbeatMs \(10000\) must be less than leaseMs/],
    [
      { activeTtlMs: 14_000 },
      /activeTtlMs \(14000\) must be more than leaseMs \+ graceMs \(14000\)/,
    ],
    [{ endedTtlMs: -5 }, /endedTtlMs is -5/],
    [{ store: undefined as never }, /takes an adapter/],
    [
      { graceMs: 500, backoffCapMs: 1_000 },
      /graceMs \(500\) must be at least heartbeatMs \+ backoffCapMs \(1250\)/,
    ],
    [
      { windowBytes: 20_000_000 },
      /overflowBytes \(16777216\) must be at least windowBytes \(20000000\)/,
    ],
    [{ endedTtlMs: 10 }, /endedTtlMs \(10\) must be at least 1000/],
    [{ maxChunkBytes: 10_000_000 }, /maxChunkBytes .* must be at most/],
    [{ waitMs: Number.POSITIVE_INFINITY }, /waitMs is Infinity/],
    [{ leseMs: 5 } as never, /"leseMs" is no option of createStreams: leaseMs, perhaps\?/],
    [{ chunks: schema } as never, /"chunks" .*: chunk, perhaps\?/],
    [{ toString: 5 } as never, /"toString" is no option/],
  ])("%j", (settings, message) => {
    const making = () => createStreams({ ...memoryStreams(), ...settings });
    expect(making).toThrow(message);
    expect(making).toThrow(expect.objectContaining({ code: "invalid-options" }));
  });

  it("no options at all", () => {
    const refused = expect.objectContaining({ code: "invalid-options" });
    expect(() => createStreams(undefined as never)).toThrow(refused);
  });
});

describe("closing while the store does not answer", () => {
  it("takes no longer than a command may", async () => {
    const world = createWorld();
    const writer = await world.streams.start("a");
    world.weather.down = true;
    const before = world.clock.elapsed();
    await world.clock.until(world.streams.close());
    expect(world.clock.elapsed() - before).toBeLessThanOrEqual(10_000);
    expect(await rejection(writer.write(said("x")))).toBe("ended");
  });
});

describe("the face for fp-ts", () => {
  it("gives refusals as Left and values as Right, and nothing before it is run", async () => {
    const world = createWorld();
    const fp = fpStreams(world.streams);
    const starting = fp.start("a");
    expect(world.counts.appends).toBe(0);
    const started = await starting();
    expect(started._tag).toBe("Right");
    expect(await fp.start("a")()).toMatchObject({ _tag: "Left", left: { code: "stream-active" } });
    const boom = new Error("boom");
    const failed = await fp.run("b", {}, () => Promise.reject(boom))();
    expect(failed).toMatchObject({ _tag: "Left", left: { code: "source-failed", cause: boom } });
    expect(await fp.read("b")()).toMatchObject({ _tag: "Right", right: { chunks: 0 } });
    expect(await fp.close()()).toMatchObject({ _tag: "Right" });
  });
});
