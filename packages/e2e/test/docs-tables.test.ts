import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { PrometheusSerializer } from "@opentelemetry/exporter-prometheus";
import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  type AckWindowOptions,
  type Adapter,
  type ConsumeOptions,
  createStreams,
  type DeadLetterOptions,
  defaultSettings,
  type EraseOptions,
  type FollowOptions,
  type InventoryOptions,
  type ListOptions,
  type RemoveOptions,
  type SegnoErrorCode,
  type StartOptions,
  type StopOptions,
  type StreamsOptions,
  type SweepOptions,
} from "@segno/core";
import { configFromEnv, configVariables } from "@segno/core/config";
import { type HttpCode, type HttpOptions, httpDefaults } from "@segno/http";
import { type MemoryStreamsOptions, memoryStreams } from "@segno/memory";
import { otel } from "@segno/otel";
import { type RedisOptions, type RedisWarning, redisSortedSet, redisStreams } from "@segno/redis";
import { type StreamRouterOptions, trpcCodes } from "@segno/trpc";
import * as schemas from "@segno/trpc/schemas";
import { Redis } from "ioredis";
import { describe, expect, test } from "vitest";
import { extract } from "../src/docs/extract.ts";
import { documents } from "../src/docs/find.ts";

const require = createRequire(import.meta.url);

class OnDemand extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

const page = (name: string): string => {
  const found = documents().find((document) => document.name === name);
  if (!found) throw new Error(`There is no page ${name}.`);
  return found.markdown;
};

/** What stands between a heading and the next one, whatever their levels. */
const section = (markdown: string, heading: string): string => {
  const [, after] = markdown.split(`\n${heading}\n`);
  if (after === undefined) throw new Error(`There is no section ${heading}.`);
  return after.split(/^#+ /m)[0] ?? "";
};

/** A table's rows by the name in their first cell. */
const rows = (markdown: string): ReadonlyMap<string, readonly string[]> => {
  const lines = [...markdown.matchAll(/^\| `([^`]+)` \|(.*)\|$/gm)];
  return new Map(
    lines.map(([, name = "", rest = ""]) => [name, rest.split(" | ").map((cell) => cell.trim())]),
  );
};

/** Every member of a union, or the compiler objects: one that is new has to be written down here and there. */
const all = <Name extends PropertyKey>(names: Readonly<Record<Name, true>>): readonly string[] =>
  Object.keys(names);

const sorted = (names: Iterable<string>): string[] => [...names].sort();

test("the table of errors lists every code, and no other", () => {
  const codes = all<SegnoErrorCode>({
    "invalid-id": true,
    "invalid-position": true,
    "invalid-payload": true,
    "invalid-options": true,
    "invalid-cursor": true,
    "too-large": true,
    "stream-active": true,
    superseded: true,
    "not-found": true,
    stopped: true,
    "producer-lost": true,
    fenced: true,
    ended: true,
    "lost-writes": true,
    overflow: true,
    "source-failed": true,
    abandoned: true,
    expired: true,
    deleted: true,
    trimmed: true,
    diverged: true,
    "bad-entry": true,
    "store-unavailable": true,
    unsupported: true,
    "unsupported-server": true,
    closed: true,
  });
  const table = rows(section(page("docs/reference/errors.md"), "## Codes"));
  expect(sorted(table.keys())).toEqual(sorted(codes));
});

test("the table of settings has every setting with its default", () => {
  const table = rows(section(page("docs/reference/options.md"), "### Settings"));
  const shown = Object.fromEntries([...table].map(([name, [value]]) => [name, Number(value)]));
  expect(shown).toEqual(defaultSettings);
});

type Optional<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

test("the table of adapters says what each one has", async () => {
  const redis = new Redis({ lazyConnect: true });
  const adapters = [memoryStreams(), redisStreams(redis), redisSortedSet(redis)];
  const table = rows(page("docs/reference/adapters.md"));
  for (const [member, [, ...cells]] of table) {
    const has = adapters.map((adapter) =>
      member.split(".").reduce<unknown>((of, name) => Reflect.get(Object(of), name), adapter),
    );
    const told = cells.slice(0, adapters.length).map((cell) => cell.startsWith("yes"));
    expect([member, ...told]).toEqual([member, ...has.map((one) => one !== undefined)]);
  }
  const members = all<Optional<Adapter>>({
    forTenant: true,
    cursors: true,
    groups: true,
    compact: true,
    erasables: true,
    storeStats: true,
  });
  expect([...table.keys()]).toEqual(expect.arrayContaining([...members]));
  await Promise.all(adapters.map((adapter) => adapter.close()));
});

test("the table of variables has every one, and says what it takes", () => {
  const table = rows(section(page("docs/reference/options.md"), "## `configFromEnv`"));
  const told = configVariables.map(({ name, option, takes }) => {
    const isOfStreams = option in defaultSettings || option === "compactAtEnd";
    const isOfAdapter = !isOfStreams || name.startsWith("SEGNO_REDIS_");
    return [name, [`\`${option}\`${isOfAdapter ? " of the adapter" : ""}`, takes]] as const;
  });
  expect([...table]).toEqual(told);
  // What it gives is what the adapter takes.
  const options: RedisOptions = configFromEnv({}).redis;
  expect(options).toEqual({});
});

type OwnOptions<All> = Exclude<keyof All, keyof typeof defaultSettings>;
type Options = Exclude<OwnOptions<StreamsOptions<unknown>>, keyof Adapter>;

describe("the tables of options have every option", () => {
  test.each([
    [
      "## `createStreams`",
      all<Options>({
        chunk: true,
        text: true,
        upcast: true,
        clock: true,
        ids: true,
        observer: true,
        compactAtEnd: true,
      }),
    ],
    [
      "## `start`, `run`, `pipe`",
      all<keyof StartOptions>({
        owner: true,
        kind: true,
        metadata: true,
        ifStale: true,
        ifEnded: true,
        ackWindow: true,
        leaseMs: true,
        activeTtlMs: true,
        endedTtlMs: true,
        holdUntil: true,
      }),
    ],
    ["### `ackWindow`", all<keyof AckWindowOptions>({ reader: true, chunks: true, leaseMs: true })],
    [
      "## `follow`",
      all<keyof FollowOptions>({ after: true, reader: true, signal: true, wait: true }),
    ],
    [
      "## `consume`",
      all<keyof ConsumeOptions>({
        group: true,
        consumer: true,
        batch: true,
        idleMs: true,
        maxDeliveries: true,
        onDeadLetter: true,
        from: true,
        signal: true,
        wait: true,
      }),
    ],
    ["## `deadLetters`", all<keyof DeadLetterOptions>({ group: true, after: true, limit: true })],
    ["## `stop`", all<keyof StopOptions>({ by: true, reason: true, incarnation: true })],
    ["## `remove`", all<keyof RemoveOptions>({ incarnation: true })],
    [
      "## `list`",
      all<keyof ListOptions>({
        cursor: true,
        limit: true,
        only: true,
        owner: true,
        kind: true,
        olderThan: true,
      }),
    ],
    [
      "## `inventory`",
      all<keyof InventoryOptions>({
        only: true,
        owner: true,
        kind: true,
        olderThan: true,
        signal: true,
      }),
    ],
    [
      "## `sweep`",
      all<keyof SweepOptions>({
        olderThan: true,
        only: true,
        owner: true,
        kind: true,
        limit: true,
        cursor: true,
        signal: true,
        dryRun: true,
      }),
    ],
    [
      "## `erase`",
      all<keyof EraseOptions>({ owner: true, reader: true, everywhere: true, signal: true }),
    ],
    ["## `memoryStreams`", all<keyof MemoryStreamsOptions>({ clock: true })],
    [
      "## `redisStreams`, `redisSortedSet`",
      all<keyof RedisOptions>({
        prefix: true,
        tenant: true,
        commandTimeoutMs: true,
        watchdogMs: true,
        onWarning: true,
        compression: true,
        durability: true,
        clock: true,
      }),
    ],
  ])("%s", (heading, names) => {
    const table = rows(section(page("docs/reference/options.md"), heading));
    expect(sorted(table.keys())).toEqual(sorted(names));
  });
});

test("the table of warnings has every warning", () => {
  const codes = all<RedisWarning["code"]>({
    eviction: true,
    "no-append-only-file": true,
    "no-replica": true,
    replica: true,
    unchecked: true,
  });
  const table = rows(section(page("docs/reference/redis.md"), "## Warnings"));
  expect(sorted(table.keys())).toEqual(sorted(codes));
});

describe("the page of HTTP", () => {
  const http = page("docs/reference/http.md");

  test("has every option, with its default where that is a number", () => {
    const names = all<keyof HttpOptions<unknown>>({
      streams: true,
      authorize: true,
      produce: true,
      body: true,
      startOptions: true,
      onStarted: true,
      stoppedBy: true,
      basePath: true,
      cors: true,
      onError: true,
      heartbeatMs: true,
      retryMs: true,
      maxBodyBytes: true,
      maxWaitMs: true,
      clock: true,
    });
    const table = rows(section(http, "## Options"));
    expect(sorted(table.keys())).toEqual(sorted(names));
    const shown = Object.keys(httpDefaults).map((name) => [name, Number(table.get(name)?.[0])]);
    expect(Object.fromEntries(shown)).toEqual(httpDefaults);
  });

  test("has every code that goes out, with its status", () => {
    const own = all<HttpCode>({
      "no-route": true,
      "method-not-allowed": true,
      "invalid-body": true,
      "invalid-query": true,
      "unsupported-media-type": true,
      unauthorized: true,
      forbidden: true,
      "cross-site": true,
      "too-many-requests": true,
      internal: true,
    });
    const table = rows(section(http, "## Problems"));
    expect([...table.keys()]).toEqual(expect.arrayContaining([...own]));
    const errors = rows(section(page("docs/reference/errors.md"), "## Codes"));
    const strange = [...table.keys()].filter((code) => !own.includes(code) && !errors.has(code));
    expect(strange).toEqual([]);
  });
});

describe("the page of tRPC", () => {
  const trpc = page("docs/reference/trpc.md");

  test("has every option", () => {
    const names = all<keyof StreamRouterOptions<unknown, unknown>>({
      streams: true,
      produce: true,
      input: true,
      authorize: true,
      startOptions: true,
      stoppedBy: true,
      onStarted: true,
    });
    expect(sorted(rows(section(trpc, "## Options")).keys())).toEqual(sorted(names));
  });

  test("has every code, with its name in tRPC, and whether its client tries again", () => {
    const shown = Object.fromEntries(rows(section(trpc, "## Errors")));
    const tried = ["INTERNAL_SERVER_ERROR", "NOT_IMPLEMENTED", "SERVICE_UNAVAILABLE"];
    const codes = Object.entries(trpcCodes).map(([code, name]) => [
      code,
      [`\`${name}\``, tried.includes(name) ? "yes" : "no"],
    ]);
    expect(shown).toEqual(Object.fromEntries(codes));
  });

  test("has every schema", () => {
    const shown = [...rows(section(trpc, "## Schemas")).keys()].map((name) => name.split("(")[0]);
    expect(sorted(shown as string[])).toEqual(sorted(Object.keys(schemas)));
  });
});

describe("the page of metrics", () => {
  const metrics = page("docs/reference/metrics.md");

  /** What one reads after a chunk has been written and followed. */
  const collected = async () => {
    const reader = new OnDemand();
    const observer = otel({ meterProvider: new MeterProvider({ readers: [reader] }) });
    const storeStats = async () => ({ reconnects: 0, memoryBytes: 1 });
    const streams = createStreams({ ...memoryStreams(), storeStats, observer });
    const writer = await streams.start("a");
    const follow = streams.follow("a", { after: writer.position });
    const next = follow.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await writer.write("one");
    await next;
    const { resourceMetrics } = await reader.collect();
    await streams.close();
    return resourceMetrics;
  };

  test("has every metric, with its unit and attributes", async () => {
    const table = rows(section(metrics, "## Metrics"));
    const { scopeMetrics } = await collected();
    const found = scopeMetrics.flatMap((scope) => scope.metrics);
    expect(sorted(table.keys())).toEqual(sorted(found.map(({ descriptor }) => descriptor.name)));
    for (const { descriptor, dataPoints } of found) {
      const [, unit, attributes = ""] = table.get(descriptor.name) ?? [];
      expect(unit).toBe(`\`${descriptor.unit}\``);
      const values = dataPoints.flatMap((point) => Object.entries(point.attributes).flat());
      for (const value of values) expect(attributes).toContain(`\`${value}\``);
    }
  });

  test("the dashboard asks for metrics that there are", async () => {
    const scraped = new PrometheusSerializer().serialize(await collected());
    const names = new Set([...scraped.matchAll(/^# TYPE (\w+) /gm)].map(([, name]) => name));
    const dashboard = await readFile(require.resolve("@segno/otel/dashboard.json"), "utf8");
    const asked = [...dashboard.matchAll(/(?<!by \()segno_\w+(?=[[{)])/g)].map(([name]) =>
      name.replace(/_(bucket|sum|count)$/, ""),
    );
    expect(asked.length).toBeGreaterThan(15);
    expect(asked.filter((name) => !names.has(name))).toEqual([]);
    const watched = [...page("docs/how-to/run-it.md").matchAll(/^\| `(segno\.[a-z._]+)`/gm)];
    expect(watched.length).toBeGreaterThan(8);
    const panel = (name: string) => asked.some((of) => of.startsWith(name.replaceAll(".", "_")));
    expect(watched.map(([, name = ""]) => name).filter((name) => !panel(name))).toEqual([]);
  });
});

test("the README lists every promise once, in order", () => {
  const promises = [...page("README.md").matchAll(/^\| (P\d+) /gm)].map(([, name]) => name);
  expect(promises).toEqual(Array.from({ length: 18 }, (_, at) => `P${at + 1}`));
});

test("the adapter of the how-to is as short as it says", () => {
  const name = "docs/how-to/write-an-adapter.md";
  const shown = extract(name, page(name)).modules.find(({ file }) => file === "file-streams.ts");
  const lines = (shown?.code ?? "").trim().split("\n").length;
  expect(lines).toBeGreaterThan(1);
  expect(lines).toBeLessThan(150);
  for (const where of [name, "README.md"]) expect(page(where)).toContain(`${lines} lines`);
});

test("links between pages lead somewhere", () => {
  const pages = documents();
  const names = new Set(pages.map(({ name }) => name));
  const broken = pages.flatMap(({ name, markdown }) =>
    [...markdown.matchAll(/\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)/g)]
      .map(([, target = ""]) => new URL(target, `file:///${name}`).pathname.slice(1))
      .filter((target) => target.endsWith(".md") && !names.has(target))
      .map((target) => `${name} → ${target}`),
  );
  expect(broken).toEqual([]);
});
