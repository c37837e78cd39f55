import { setTimeout as pause } from "node:timers/promises";
import type { Ended, StartOptions, StopOptions, Writer } from "@segno/core";
import type { RedisTemplate } from "@segno/redis";
import { fairWeather } from "@segno/testkit";
import { startProxy, type TcpProxy } from "@segno/tools/proxy";
import { type RedisOptions, type RedisServer, startRedis } from "@segno/tools/servers";
import { Redis } from "ioredis";
import { check } from "../check/check.ts";
import { createRandom, type Random } from "../frame/random.ts";
import type { Findings, Kind, Length } from "../frame/scenario.ts";
import { type Invariant, type Violation, violation } from "../frame/violation.ts";
import type { Call, Said } from "../log/history.ts";
import { type Called, noted } from "./calling.ts";
import { createDelays, type Delays } from "./delays.ts";
import { createEar, type Ear, type EarDeps } from "./ear.ts";
import { createPen, type Pen } from "./pen.ts";
import { openProc, type Proc, type ProcOptions, templateOf } from "./proc.ts";
import { checkResidue, residueOf } from "./residue.ts";
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

type Address = { readonly port: number; readonly host?: string };

/** Servers, proxies, processes, and a log of what they do. */
export type Stage = {
  readonly seed: number;
  readonly kind: Kind;
  readonly short: boolean;
  /** How long number 44 is to go on, where that was asked for. */
  readonly minutes: number | null;
  readonly random: Random;
  readonly delays: Delays;
  /** The first in a short run, the second in a full one. */
  readonly pick: <T>(short: T, full: T) => T;
  readonly id: () => string;
  readonly server: (
    config?: RedisOptions["config"],
    where?: Pick<RedisOptions, "host" | "binary">,
  ) => Promise<RedisServer>;
  /** Servers of somebody else's, of which nothing of ours may be left in the end either. */
  readonly watch: (others: readonly RedisServer[]) => void;
  readonly proxy: (server: RedisServer) => Promise<TcpProxy>;
  /** A bare connection, to do things to a server with. */
  readonly admin: (server: { readonly url: string }) => Redis;
  readonly process: (at: Address | RedisTemplate, options?: ProcOptions) => Proc;
  readonly start: (
    proc: Proc,
    stream: string,
    options?: StartOptions & { readonly withinMs?: number },
  ) => Promise<Called<Pen>>;
  /** The same, where it must succeed. */
  readonly pen: (proc: Proc, stream: string, options?: StartOptions) => Promise<Pen>;
  readonly ear: (
    proc: Proc,
    stream: string,
    options?: Partial<Pick<EarDeps, "restless" | "slowMs" | "wait" | "delays" | "persistent">>,
  ) => Ear;
  readonly stop: (
    proc: Proc,
    stream: string,
    options?: StopOptions & { readonly withinMs?: number },
  ) => Promise<Called<Ended>>;
  readonly call: <T>(
    what: Pick<Call, "what" | "stream" | "by" | "withinMs">,
    act: () => Promise<T>,
  ) => Promise<Called<T>>;
  readonly pause: (ms: number) => Promise<void>;
  /** Whether it came to hold within so many ms. */
  readonly until: (holds: () => boolean | Promise<boolean>, withinMs?: number) => Promise<boolean>;
  /** Reads what is stored, and decides whether all that was noted explains it. */
  readonly verdict: (figure: string, options: CheckOptions) => Promise<Findings>;
  /** To be done before anything is closed: what is frozen is thawed. */
  readonly before: (first: () => Promise<unknown> | unknown) => void;
  /** To be done when all is over, and the servers are gone. */
  readonly defer: (last: () => Promise<unknown> | unknown) => void;
  /** Closes everything, and says what was left behind. */
  readonly close: () => Promise<readonly Violation[]>;
  /** Keeps the log of a writer that lives in another process. */
  readonly adopt: (log: Pen["log"]) => void;
  /** What was noted of a stream is let go: it was checked. */
  readonly forget: (stream: string) => void;
};

export type StageOptions = {
  readonly seed: number;
  readonly kind: Kind;
  readonly length: Length;
  readonly minutes?: number | null;
};

const isTemplate = (at: Address | RedisTemplate): at is RedisTemplate => "duplicate" in at;

export const openStage = ({ seed, kind, length, minutes = null }: StageOptions): Stage => {
  const random = createRandom(seed);
  const servers: RedisServer[] = [];
  const watched: RedisServer[] = [];
  const proxies: TcpProxy[] = [];
  const admins: Redis[] = [];
  const procs: Proc[] = [];
  const writers: Pen["log"][] = [];
  const ears: Ear[] = [];
  const calls: Call[] = [];
  const first: (() => Promise<unknown> | unknown)[] = [];
  const last: (() => Promise<unknown> | unknown)[] = [];
  const delays = createDelays();
  let named = 0;
  const name = (what: string): string => `${what}${++named}`;

  const start: Stage["start"] = async (proc, stream, { withinMs = 10_000, ...options } = {}) => {
    const what = { what: "start", stream, by: proc.name, withinMs };
    const begun = await noted<Writer<Said>>(calls, what, () => proc.streams.start(stream, options));
    if (!begun.ok) return begun;
    const pen = createPen({ name: name("w"), stream, writer: begun.value, random, calls });
    writers.push(pen.log);
    return { ...begun, value: pen };
  };

  const until: Stage["until"] = async (holds, withinMs = 10_000) => {
    const deadline = performance.now() + withinMs;
    for (;;) {
      if (await holds()) return true;
      if (performance.now() > deadline) return false;
      await pause(5);
    }
  };

  const verdict: Stage["verdict"] = async (figure, options) => {
    const { calm, mayEnd = [], except = [], more = [] } = options;
    const touched = [...writers, ...ears.map(({ log }) => log), ...calls].map((one) => one.stream);
    const found: Violation[] = [...more];
    for (const stream of options.streams ?? new Set(touched)) {
      const of = <T extends { readonly stream: string }>(all: readonly T[]): T[] =>
        all.filter((one) => one.stream === stream);
      found.push(
        ...check({
          stream,
          stored: await storedIn(calm, stream),
          writers: of(writers),
          followers: of(ears.map(({ log }) => log)),
          calls: of(calls),
          mayEnd,
        }),
      );
    }
    return { figure, violations: found.filter(({ invariant }) => !except.includes(invariant)) };
  };

  const close = async (): Promise<readonly Violation[]> => {
    for (const proxy of proxies) {
      proxy.blackhole(false);
      proxy.dropReplies(false);
      proxy.delay(0);
      proxy.splitBytes(false);
      await proxy.refuse(false);
    }
    for (const act of first) await act();
    for (const proc of procs) Object.assign(proc.weather, fairWeather());
    for (const ear of ears) ear.leave();
    for (const admin of admins) admin.disconnect();
    const closed = await Promise.race([
      Promise.all(procs.map((proc) => proc.close())).then(() => true),
      pause(15_000, false, { ref: false }),
    ]);
    const left = closed
      ? checkResidue(await residueOf(procs, [...servers, ...watched], proxies))
      : [];
    await Promise.all(proxies.map((proxy) => proxy.close()));
    await Promise.all(servers.map((server) => server.stop()));
    for (const act of last.reverse()) await act();
    return closed ? left : [violation("E", "close() did not come to an end in 15 s")];
  };

  return {
    seed,
    kind,
    random,
    delays,
    short: length === "short",
    minutes,
    pick: (short, full) => (length === "short" ? short : full),
    id: () => name(`s${seed}-`),
    server: async (config = {}, where = {}) => {
      const server = await startRedis({ config, ...where });
      servers.push(server);
      return server;
    },
    watch: (others) => void watched.push(...others),
    proxy: async (server) => {
      const proxy = await startProxy(server.port);
      proxies.push(proxy);
      return proxy;
    },
    admin: ({ url }) => {
      const admin = new Redis(url);
      admin.on("error", () => {});
      admins.push(admin);
      return admin;
    },
    process: (at, options) => {
      const template = isTemplate(at)
        ? at
        : templateOf(`redis://${at.host ?? "127.0.0.1"}:${at.port}`);
      const proc = openProc(name("p"), kind, template, options);
      procs.push(proc);
      return proc;
    },
    start,
    pen: async (proc, stream, options) => {
      const begun = await start(proc, stream, options);
      if (begun.ok) return begun.value;
      throw new Error(`${stream} could not be started: ${begun.code}`);
    },
    ear: (proc, stream, options = {}) => {
      const ear = createEar({ name: name("r"), stream, proc, random, delays, ...options });
      ears.push(ear);
      return ear;
    },
    stop: (proc, stream, { withinMs = 10_000, ...options } = {}) =>
      noted(calls, { what: "stop", stream, by: proc.name, withinMs }, () =>
        proc.streams.stop(stream, options),
      ),
    call: (what, act) => noted(calls, what, act),
    pause: (time) => pause(time),
    until,
    verdict,
    before: (act) => void first.push(act),
    defer: (act) => void last.push(act),
    close,
    adopt: (log) => void writers.push(log),
    forget: (stream) => {
      for (const list of [writers, calls] as { readonly stream: string }[][]) {
        for (let at = list.length - 1; at >= 0; at--) {
          if (list[at]?.stream === stream) list.splice(at, 1);
        }
      }
      for (let at = ears.length - 1; at >= 0; at--) {
        if (ears[at]?.log.stream === stream) ears.splice(at, 1);
      }
    },
  };
};
