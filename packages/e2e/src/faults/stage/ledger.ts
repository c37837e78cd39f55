import type { Ended, StartOptions, StopOptions, Writer } from "@segno/core";
import { check } from "../check/check.ts";
import type { Random } from "../frame/random.ts";
import type { Findings } from "../frame/scenario.ts";
import type { Invariant, Violation } from "../frame/violation.ts";
import type { Call, Said, WriterLog } from "../log/history.ts";
import { type Called, noted } from "./calling.ts";
import { createDelays, type Delays } from "./delays.ts";
import { createEar, type Ear, type EarDeps, type Followed } from "./ear.ts";
import { createPen, type Pen } from "./pen.ts";
import type { Proc } from "./proc.ts";
import { storedIn } from "./stored.ts";

export type CheckOptions = {
  /** Who reads what is stored, in the end. */
  readonly calm: Proc;
  /** With these codes followers may end here. */
  readonly mayEnd?: readonly string[];
  /** What this scenario takes away by its nature, and says nothing about. */
  readonly except?: readonly Invariant[];
  readonly more?: readonly Violation[];
  /** Only these streams; all that were touched by default. */
  readonly streams?: readonly string[];
};

type Within = { readonly withinMs?: number };
type EarOptions = Pick<EarDeps, "restless" | "slowMs" | "wait" | "delays" | "persistent">;

/** Producers, followers and callers, and the log of what they do. */
export type Ledger = {
  readonly delays: Delays;
  readonly id: () => string;
  readonly start: (
    proc: Proc,
    stream: string,
    options?: StartOptions & Within,
  ) => Promise<Called<Pen>>;
  /** The same, where it must succeed. */
  readonly pen: (proc: Proc, stream: string, options?: StartOptions) => Promise<Pen>;
  readonly ear: (proc: Followed, stream: string, options?: Partial<EarOptions>) => Ear;
  readonly stop: (
    proc: Proc,
    stream: string,
    options?: StopOptions & Within,
  ) => Promise<Called<Ended>>;
  readonly call: <T>(
    what: Pick<Call, "what" | "stream" | "by" | "withinMs">,
    act: () => Promise<T>,
  ) => Promise<Called<T>>;
  /** Keeps the log of a writer that lives in another process. */
  readonly adopt: (log: WriterLog) => void;
  /** What was noted of a stream is let go: it was checked. */
  readonly forget: (stream: string) => void;
  /** Reads what is stored, and decides whether all that was noted explains it. */
  readonly verdict: (figure: string, options: CheckOptions) => Promise<Findings>;
  /** Nobody listens any more. */
  readonly hush: () => void;
};

type Kept = { readonly stream: string };

const of = <T extends Kept>(all: readonly T[], stream: string): T[] =>
  all.filter((one) => one.stream === stream);

const drop = (all: Kept[], stream: string): void => {
  for (let at = all.length - 1; at >= 0; at--) if (all[at]?.stream === stream) all.splice(at, 1);
};

export const openLedger = (seed: number, random: Random): Ledger => {
  const writers: WriterLog[] = [];
  const ears: (Ear & Kept)[] = [];
  const calls: Call[] = [];
  const delays = createDelays();
  let named = 0;
  const name = (what: string): string => `${what}${++named}`;

  const start: Ledger["start"] = async (proc, stream, { withinMs = 10_000, ...options } = {}) => {
    const what = { what: "start", stream, by: proc.name, withinMs };
    const begun = await noted<Writer<Said>>(calls, what, () => proc.streams.start(stream, options));
    if (!begun.ok) return begun;
    const pen = createPen({ name: name("w"), stream, writer: begun.value, random, calls });
    writers.push(pen.log);
    return { ...begun, value: pen };
  };

  return {
    delays,
    id: () => name(`s${seed}-`),
    start,
    pen: async (proc, stream, options) => {
      const begun = await start(proc, stream, options);
      if (begun.ok) return begun.value;
      throw new Error(`${stream} could not be started: ${begun.code}`);
    },
    ear: (proc, stream, options = {}) => {
      const ear = createEar({ name: name("r"), stream, proc, random, delays, ...options });
      ears.push({ ...ear, stream });
      return ear;
    },
    stop: (proc, stream, { withinMs = 10_000, ...options } = {}) => {
      const what = { what: "stop", stream, by: proc.name, withinMs };
      return noted(calls, what, () => proc.streams.stop(stream, options));
    },
    call: (what, act) => noted(calls, what, act),
    adopt: (log) => void writers.push(log),
    forget: (stream) => {
      for (const all of [writers, ears, calls] as Kept[][]) drop(all, stream);
    },
    verdict: async (figure, { calm, mayEnd = [], except = [], more = [], streams }) => {
      const touched = streams ?? new Set([...writers, ...ears, ...calls].map((one) => one.stream));
      const found: Violation[] = [...more];
      for (const stream of touched) {
        const stored = await storedIn(calm, stream);
        const followers = of(ears, stream).map(({ log }) => log);
        const kept = { writers: of(writers, stream), calls: of(calls, stream) };
        found.push(...check({ stream, stored, followers, mayEnd, ...kept }));
      }
      return { figure, violations: found.filter(({ invariant }) => !except.includes(invariant)) };
    },
    hush: () => {
      for (const ear of ears) ear.leave();
    },
  };
};
