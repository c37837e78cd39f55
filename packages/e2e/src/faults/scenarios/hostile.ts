import { isSegnoError } from "@segno/core";
import fc from "fast-check";
import { kinds, type Scenario } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import type { Said } from "../log/history.ts";
import type { Proc } from "../stage/proc.ts";
import type { Stage } from "../stage/stage.ts";

const nested = (depth: number): unknown => JSON.parse("[".repeat(depth) + "]".repeat(depth));
const cyclic = (): unknown => {
  const own: { self?: unknown } = {};
  own.self = own;
  return own;
};
const angry = {
  toJSON: () => {
    throw new Error("no");
  },
};

const payloads = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true }),
  fc.string({ unit: "binary", maxLength: 40 }),
  fc.constantFrom(
    undefined,
    Number.NaN,
    Symbol("s"),
    cyclic(),
    angry,
    () => 1,
    "\ud800",
    "\u0000\n\r\u001f",
    "x".repeat(300_000),
    "\u20ac".repeat(100_000),
    "\u0000".repeat(2_000_000),
    nested(5_000),
    JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":1}}'),
    { type: "completed", chunks: 1 },
  ),
);

const ids = fc.oneof(
  fc.string({ unit: "binary", maxLength: 10 }),
  fc.constantFrom("", "}", "{a}", "a}b", "*", "a b", "a\n", "\u0000", "x".repeat(129), "ä", "a/b"),
);

const tokens = (good: string) =>
  fc.oneof(
    fc.string({ unit: "binary", maxLength: 80 }),
    fc.tuple(fc.nat(good.length), fc.string({ maxLength: 3 })).map(([at, text]) => {
      return good.slice(0, at) + text + good.slice(at + text.length);
    }),
    fc.constantFrom("1", "-1", "0.0", `${good}0`, good.toLowerCase(), "9".repeat(400)),
  );

type Trial = {
  readonly proc: Proc;
  readonly stream: string;
  readonly write: (data: Said) => Promise<string>;
  readonly stored: () => Promise<number>;
  readonly wrong: (what: string) => void;
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

const tryPayload = async ({ proc, stream, write, stored, wrong }: Trial, payload: unknown) => {
  const before = await stored();
  try {
    await write(payload as Said);
    const last = (await proc.streams.read(stream)).events.at(-1);
    if (last?.type !== "chunk" || !same(last.data, payload))
      wrong("a payload came back as another");
    if ((await stored()) !== before + 1) wrong("one payload was not stored as one");
  } catch (error) {
    const typed = isSegnoError(error, "invalid-payload") || isSegnoError(error, "too-large");
    if (!typed) wrong(`a payload was refused without a type: ${String(error).slice(0, 100)}`);
    if ((await stored()) !== before) wrong("a refused payload changed the stream");
  }
};

const tryId = async ({ proc, stored, wrong }: Trial, id: string) => {
  const before = await stored();
  const valid = /^[A-Za-z0-9_.:~-]{1,128}$/.test(id);
  const asked = [
    () => proc.streams.stop(id),
    () => proc.streams.describe(id),
    async () => proc.streams.follow(id, { wait: 0 }).next(),
  ];
  for (const ask of asked) {
    const error = await ask().then(
      () => null,
      (cause: unknown) => cause,
    );
    const expected = valid ? "not-found" : "invalid-id";
    if (!isSegnoError(error, expected)) wrong(`id ${JSON.stringify(id)}: ${String(error)}`);
  }
  if ((await stored()) !== before) wrong("an id changed another stream");
};

const tryToken = async ({ proc, stream, stored, wrong }: Trial, after: string) => {
  const before = await stored();
  try {
    const follow = proc.streams.follow(stream, { after, signal: AbortSignal.timeout(30) });
    for (let n = 0; n < 3 && !(await follow.next()).done; n++);
    await follow.return();
  } catch (error) {
    const typed = isSegnoError(error) || (error instanceof Error && error.name === "TimeoutError");
    if (!typed) wrong(`token ${JSON.stringify(after)}: ${String(error)}`);
  }
  if ((await stored()) !== before) wrong("a token changed the stream");
};

const trialOf = async (stage: Stage, more: Violation[]): Promise<Trial> => {
  const server = await stage.server();
  const proc = stage.process(server);
  const stream = stage.id();
  const { writer } = await stage.pen(proc, stream);
  return {
    proc,
    stream,
    write: (data) => writer.write(data),
    stored: async () => (await proc.streams.describe(stream)).eventCount,
    wrong: (what) => void more.push(violation("D", what)),
  };
};

/** 43: everything that comes from outside is refused with a type, or comes back as it was. */
export const hostile: Scenario = {
  number: 43,
  name: "hostile ids, tokens, payloads, bombs",
  invariants: ["D"],
  kinds,
  run: async (stage) => {
    const more: Violation[] = [];
    const trial = await trialOf(stage, more);
    const numRuns = stage.pick(60, 2_000);
    const options = { seed: stage.seed, numRuns: numRuns };
    const sample = <T>(arbitrary: fc.Arbitrary<T>): T[] => fc.sample(arbitrary, options);
    for (const payload of sample(payloads)) await tryPayload(trial, payload);
    for (const id of sample(ids)) await tryId(trial, id);
    const good = (await trial.proc.streams.describe(trial.stream)).position;
    for (const token of sample(tokens(good))) await tryToken(trial, token);
    const polluted = Reflect.has({}, "polluted");
    if (polluted) more.push(violation("D", "a payload changed the prototype of everything"));
    return stage.verdict(`${numRuns * 3} tried`, { calm: trial.proc, more, streams: [] });
  },
};
