import fc from "fast-check";
import { isRight, left, right } from "fp-ts/lib/Either.js";
import { beforeEach, describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import { type BadEntry, type Codec, createCodec } from "../../src/codec/codec.ts";
import type { InvalidPayload } from "../../src/codec/issues.ts";
import type { Json, LifecycleEvent, Started, Terminal } from "../../src/stream/events.ts";
import { jsons, startedEvents, terminals, texts } from "../support/arbitraries.ts";
import { life, rightOf } from "../support/entries.ts";
import { ulid } from "../support/given.ts";

const { startedAt } = life;
const wordsSchema = z.object({ content: z.string() });
let codec: Codec<Json>;
let words: Codec<{ content: string }>;
beforeEach(() => {
  codec = createCodec({});
  words = createCodec({ chunk: wordsSchema });
});

const bad = (reason: string) => left({ _tag: "bad-entry", reason } satisfies BadEntry);
const invalid = (...issues: InvalidPayload["issues"]) =>
  left({ _tag: "invalid-payload", issues } satisfies InvalidPayload);

const stopped: Terminal = { type: "stopped", at: 9, by: "user-7", reason: "enough" };
const failed: Terminal = { type: "failed", at: 9, code: "boom", message: "it broke" };
const completed: Terminal = { type: "completed", at: 9, chunks: 2, reason: "length" };

describe("an entry", () => {
  it("keeps its spelling: logs outlive a deployment", () => {
    expect(codec.started({ at: 9 })).toBe('S{"at":9}');
    expect(codec.started({ at: 9, owner: "o", kind: "k", metadata: [1] })).toBe(
      'S{"at":9,"owner":"o","kind":"k","metadata":[1]}',
    );
    expect(codec.chunk({ content: "Hi" }, 1_024)).toEqual(right('cggB{"content":"Hi"}'));
    expect(codec.terminal(stopped, 0)).toBe('xA{"by":"user-7","reason":"enough"}');
    expect(codec.terminal(failed, 32)).toBe('fgB{"code":"boom","message":"it broke"}');
    expect(codec.terminal(completed, 31)).toBe('ef{"chunks":2,"reason":"length"}');
    expect(codec.terminal(stopped, null)).toBe('X{"at":9,"by":"user-7","reason":"enough"}');
    expect(codec.terminal(failed, null)).toBe('F{"at":9,"code":"boom","message":"it broke"}');
    expect(codec.terminal(completed, null)).toBe('E{"at":9,"chunks":2,"reason":"length"}');
    expect(codec.terminal({ type: "stopped", at: 9 }, 5)).toBe("xF{}");
  });

  it("spends four characters on a header during the first half minute", () => {
    expect(rightOf(codec.chunk("", 32_767))).toHaveLength(4 + '""'.length);
  });

  it("never has a control character", () => {
    const plain = (entry: string) => [...entry].every((unit) => unit >= " ");
    fc.assert(
      fc.property(startedEvents, terminals, jsons, fc.nat(), (start, end, data, ms) => {
        expect(plain(codec.started(start))).toBe(true);
        expect(plain(rightOf(codec.chunk(data, ms)))).toBe(true);
        expect(plain(codec.terminal(end, ms))).toBe(true);
        expect(plain(codec.terminal(end, null))).toBe(true);
      }),
    );
  });

  it("holds nothing of an ending but its fields: of a thrown error, no stack", () => {
    const thrown = { ...failed, stack: "at secret.ts:1", incarnation: ulid("XXX") };
    expect(codec.terminal(thrown, 0)).toBe('fA{"code":"boom","message":"it broke"}');
    const recorded = { ...completed, position: "0", offset: 3 };
    expect(codec.terminal(recorded, 0)).toBe('eA{"chunks":2,"reason":"length"}');
  });

  it("is not made of metadata that is not JSON", () => {
    const metadata: Json = JSON.parse('{"__proto__":1}');
    expect(() => codec.started({ at: 9, metadata })).toThrow("the key __proto__ is not allowed");
  });
});

describe("what is decoded", () => {
  it("is the start as it was, in the incarnation of the reader", () => {
    fc.assert(
      fc.property(startedEvents, (event) => {
        const { type: _, incarnation, ...rest } = event;
        const decoded = codec.decode(codec.started(rest), { incarnation, startedAt: 0 });
        expect(decoded).toEqual(right(event));
      }),
    );
  });

  it("is a chunk as it was, at the stream's start plus its time", () => {
    fc.assert(
      fc.property(jsons, fc.nat(), (data, ms) => {
        const decoded = codec.decode(rightOf(codec.chunk(data, ms)), life);
        expect(decoded).toEqual(right({ type: "chunk", at: startedAt + ms, data }));
      }),
    );
  });

  it("is an ending as it was, at the stream's start plus its time", () => {
    fc.assert(
      fc.property(terminals, fc.nat(), (event, ms) => {
        const decoded = codec.decode(codec.terminal(event, ms), life);
        expect(decoded).toEqual(right({ ...event, at: startedAt + ms }));
      }),
    );
  });

  it("is an ending at its own time where its writer did not know the start", () => {
    fc.assert(
      fc.property(terminals, (event) => {
        expect(codec.decode(codec.terminal(event, null), life)).toEqual(right(event));
      }),
    );
  });

  it("takes a time before the start for the start, and whole milliseconds", () => {
    const atOf = (ms: number) => rightOf(codec.decode(rightOf(codec.chunk(1, ms)), life)).at;
    expect(atOf(-5)).toBe(startedAt);
    expect(atOf(Number.NaN)).toBe(startedAt);
    expect(atOf(2.9)).toBe(startedAt + 2);
  });

  it("leaves out what a newer version added to a start or an ending", () => {
    expect(codec.decode('S{"at":9,"shard":3}', life)).toEqual(
      right({ type: "started", at: 9, incarnation: life.incarnation }),
    );
    expect(codec.decode('xA{"why":3}', life)).toEqual(right({ type: "stopped", at: startedAt }));
    expect(codec.decode('X{"at":9,"type":"failed"}', life)).toEqual(
      right({ type: "stopped", at: 9 }),
    );
  });
});

describe("an entry that cannot be read", () => {
  const noTime = "its header has no time";
  const noJson = "it is not JSON";
  const unknown = (kind: string) =>
    `its kind "${kind}" is unknown: a newer version may have written it`;

  it.each([
    ["", "it is empty"],
    ["z", unknown("z")],
    ["zA{}", unknown("z")],
    ["s{}", unknown("s")],
    ["C{}", unknown("C")],
    ['{"type":"chunk"}', unknown("{")],
    ["\u0000", unknown("\u0000")],
    ["c", noTime],
    ["c{}", noTime],
    ["cgA1", noTime],
    ["x{}", noTime],
    ["f{}", noTime],
    ["e{}", noTime],
    ["cA", noJson],
    ["cA{", noJson],
    ["cAundefined", noJson],
    ["S", noJson],
    ["S9", "Invalid input: expected object, received number"],
    ["S{}", "at: Invalid input: expected number, received undefined"],
    ['S{"at":1e999}', "at: Invalid input: expected number, received Infinity"],
    ['S{"at":9,"owner":1}', "owner: Invalid input: expected string, received number"],
    ['S{"at":9,"kind":null}', "kind: Invalid input: expected string, received null"],
    ["X{}", "at: Invalid input: expected number, received undefined"],
    ['X{"at":9,"by":7}', "by: Invalid input: expected string, received number"],
    ["xAnull", "Invalid input: expected object, received null"],
    ['xA{"reason":7}', "reason: Invalid input: expected string, received number"],
    [
      "fA{}",
      "code: Invalid input: expected string, received undefined; message: Invalid input: expected string, received undefined",
    ],
    ['F{"at":9,"code":"c"}', "message: Invalid input: expected string, received undefined"],
    ["eA{}", "chunks: Invalid input: expected number, received undefined"],
    ['eA{"chunks":1.5}', "chunks: Invalid input: expected int, received number"],
    ['eA{"chunks":-1}', "chunks: Too small: expected number to be >=0"],
    ['E{"at":9,"chunks":0,"reason":1}', "reason: Invalid input: expected string, received number"],
    ['cA{"__proto__":1}', "the key __proto__ is not allowed"],
    ['S{"at":9,"metadata":{"__proto__":1}}', "the key __proto__ is not allowed"],
  ])("%j", (entry, reason) => {
    expect(codec.decode(entry, life)).toEqual(bad(reason));
  });

  it("never throws, whatever it is", () => {
    const kinds = fc.constantFrom(..."cSxfeXFEz");
    const digits = fc.string({ unit: fc.constantFrom(..."ABfg/"), maxLength: 10 });
    const nearly = fc
      .tuple(kinds, digits, fc.oneof(fc.json(), texts))
      .map(([kind, time, body]) => kind + time + body);
    fc.assert(
      fc.property(fc.oneof(texts, nearly), (entry) => {
        for (const any of [codec, words]) {
          const decoded = any.decode(entry, life);
          if (decoded._tag === "Left") expect(decoded.left._tag).toBe("bad-entry");
          else expect(Number.isSafeInteger(decoded.right.at) || entry[0] !== "c").toBe(true);
        }
      }),
      { numRuns: 2_000 },
    );
  });

  it("is none for its depth alone, where no schema goes down to it", () => {
    const open = "[".repeat(100_000);
    const entry = `cA${open}"\\u0001"${"]".repeat(100_000)}`;
    expect(createCodec({}).decode(entry, life)._tag).toBe("Right");
    let nested: unknown = "\u0001";
    for (let n = 0; n < 3_500; n++) nested = [nested];
    const written = createCodec<unknown>({}).chunk(nested, 0);
    if (isRight(written)) expect(createCodec({}).decode(written.right, life)._tag).toBe("Right");
  });

  it("never throws at a depth that overflows the stack", () => {
    const deep = (open: string, shut: string, inside = "1") =>
      `${open.repeat(100_000)}${inside}${shut.repeat(100_000)}`;
    const tree: z.ZodType = z.lazy(() => z.array(tree));
    const branches = createCodec({ chunk: tree });
    expect(branches.decode(`cA${deep("[", "]")}`, life)._tag).toBe("Left");
    const metadata = codec.decode(`S{"at":9,"metadata":${deep("[", "]")}}`, life);
    expect(["Left", "Right"]).toContain(metadata._tag);
  });
});

describe("a codec with a schema", () => {
  it("stores what the schema returned", () => {
    const untidy = { content: "Hi", secret: "x" };
    expect(words.chunk(untidy, 0)).toEqual(right('cA{"content":"Hi"}'));
    const trimmed = createCodec({ chunk: z.string().trim() });
    expect(trimmed.chunk("  Hi ", 0)).toEqual(right('cA"Hi"'));
  });

  it("refuses on writing what the schema refuses, with every path", () => {
    const list = createCodec<Json>({ chunk: z.object({ parts: z.array(z.string()) }) });
    expect(list.chunk({ parts: ["a", 1, null] }, 0)).toEqual(
      invalid(
        { path: "parts.1", message: "Invalid input: expected string, received number" },
        { path: "parts.2", message: "Invalid input: expected string, received null" },
      ),
    );
    expect(list.chunk("a", 0)).toEqual(
      invalid({ path: "", message: "Invalid input: expected object, received string" }),
    );
  });

  it("refuses on reading what the schema refuses", () => {
    expect(words.decode('cA{"content":7}', life)).toEqual(
      bad("content: Invalid input: expected string, received number"),
    );
  });

  it("reads through the schema: defaults, and types that JSON has not", () => {
    const dates = createCodec({
      chunk: z.object({ on: z.coerce.date(), note: z.string().default("-") }),
    });
    const entry = rightOf(dates.chunk({ on: new Date(5), note: "n" }, 0));
    expect(entry).toBe('cA{"on":"1970-01-01T00:00:00.005Z","note":"n"}');
    expect(dates.decode('cA{"on":5}', life)).toEqual(
      right({ type: "chunk", at: startedAt, data: { on: new Date(5), note: "-" } }),
    );
  });

  it("refuses by value where the schema throws", () => {
    const asks = createCodec({ chunk: z.string().refine(async () => true) });
    expect(asks.chunk("a", 0)._tag).toBe("Left");
    expect(asks.decode('cA"a"', life)._tag).toBe("Left");
    const thrower = createCodec({
      chunk: z.string().transform((): string => {
        throw "no error at all";
      }),
    });
    expect(thrower.chunk("a", 0)).toEqual(
      invalid({ path: "", message: "it was refused without an error" }),
    );
    expect(thrower.decode('cA"a"', life)).toEqual(bad("it was refused without an error"));
  });
});

describe("a codec without a schema", () => {
  it.each([
    ["undefined", undefined, "undefined is not JSON"],
    ["a function", () => 1, "function is not JSON"],
    ["NaN", Number.NaN, "NaN is not JSON"],
    ["a BigInt", 1n, "bigint is not JSON"],
    ["a key __proto__", JSON.parse('{"__proto__":1}'), "the key __proto__ is not allowed"],
    ["a part of it", { deep: [{ at: Number.NaN }] }, "NaN is not JSON", "deep.0.at"],
  ])("refuses %s", (_, value, message, path = "") => {
    const any: Codec<unknown> = createCodec<unknown>({});
    expect(any.chunk(value, 0)).toEqual(invalid({ path, message }));
  });
});

describe("an upcaster", () => {
  const upcast = (raw: unknown): unknown => (typeof raw === "string" ? { content: raw } : raw);

  it("makes today's payload of what was stored, before the schema sees it", () => {
    const newer = createCodec({ chunk: wordsSchema, upcast });
    const today = right({ type: "chunk", at: startedAt + 1, data: { content: "Hi" } });
    expect(newer.decode('cB"Hi"', life)).toEqual(today);
    expect(newer.decode('cB{"content":"Hi"}', life)).toEqual(today);
  });

  it("is for reading: what is written is today's", () => {
    expect(createCodec({ upcast }).chunk("Hi", 0)).toEqual(right('cA"Hi"'));
    expect(createCodec({ upcast }).decode('cA"Hi"', life)).toEqual(
      right({ type: "chunk", at: startedAt, data: { content: "Hi" } }),
    );
  });

  it("that throws makes a bad entry", () => {
    const broken = createCodec({
      upcast: () => {
        throw new Error("no version 3");
      },
    });
    expect(broken.decode("cA1", life)).toEqual(bad("no version 3"));
  });
});

describe("the types", () => {
  it("let the payload of the schema flow through, and JSON where there is none", () => {
    expectTypeOf(createCodec({ chunk: wordsSchema })).toEqualTypeOf<Codec<{ content: string }>>();
    expectTypeOf(words.chunk).parameter(0).toEqualTypeOf<{ content: string }>();
    const decoded = rightOf(words.decode('cA{"content":"Hi"}', life));
    expectTypeOf(decoded).toEqualTypeOf<LifecycleEvent<{ content: string }>>();
    if (decoded.type === "chunk") expectTypeOf(decoded.data.content).toBeString();
    expectTypeOf(createCodec({})).toEqualTypeOf<Codec<Json>>();
    expectTypeOf(codec.started).parameter(0).toEqualTypeOf<Omit<Started, "type" | "incarnation">>();
    // @ts-expect-error: a schema of another payload is no schema of this one
    createCodec<{ content: string }>({ chunk: z.object({ text: z.string() }) });
  });
});
