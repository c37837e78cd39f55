import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { createStreams, type StreamId } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { otel } from "@segno/otel";
import { redisStreams } from "@segno/redis/streams";
import { redisUrl, uniquePrefix } from "@segno/tools/test-redis";
import { Redis } from "ioredis";
import { describe, expect, onTestFinished, test } from "vitest";

class OnDemand extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

const metered = () => {
  const reader = new OnDemand();
  const meterProvider = new MeterProvider({ readers: [reader] });
  /** Every value by its metric and attributes. */
  const collect = async (): Promise<Record<string, unknown>> => {
    const { resourceMetrics, errors } = await reader.collect();
    expect(errors).toEqual([]);
    const found: Record<string, unknown> = {};
    for (const { metrics } of resourceMetrics.scopeMetrics) {
      for (const { descriptor, dataPoints } of metrics) {
        for (const { attributes, value } of dataPoints) {
          const of = Object.entries(attributes).map(([name, is]) => `${name}=${is}`);
          found[[descriptor.name, ...of].join(" ")] =
            typeof value === "number" ? value : { count: value.count, sum: value.sum };
        }
      }
    }
    return found;
  };
  return { meterProvider, collect };
};

const traced = () => {
  const exporter = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({
    spanProcessors: [new SimpleSpanProcessor(exporter)],
  });
  const spans = () => exporter.getFinishedSpans();
  return { tracerProvider, spans, named: (name: string) => spans().filter((s) => s.name === name) };
};

describe("metrics", () => {
  test("say what was written, followed and resumed", async () => {
    const { meterProvider, collect } = metered();
    const streams = createStreams({ ...memoryStreams(), observer: otel({ meterProvider }) });
    const writer = await streams.start("a");
    await writer.write("one");
    await Promise.all([writer.write("two"), writer.write("three")]);
    const follow = streams.follow("a", { after: writer.position });
    const next = follow.next();
    await new Promise((resolve) => setTimeout(resolve, 5));
    await writer.write("four");
    await next;
    expect(await collect()).toMatchObject({
      "segno.streams.active": 1,
      "segno.followers.active": 1,
      "segno.starts segno.start=new": 1,
      "segno.starts segno.start=refused": 0,
      "segno.append.events": 4,
      "segno.append.batch.size": { count: 3, sum: 4 },
      "segno.append.duration": { count: 3 },
      "segno.follow.resumes segno.resume=hit": 1,
      "segno.follow.events segno.source=live": 1,
      "segno.follow.lag": { count: 1 },
      "segno.follow.behind": expect.objectContaining({ sum: 0 }),
    });
    await writer.complete();
    expect(await collect()).toMatchObject({
      "segno.streams.active": 0,
      "segno.ends segno.end=completed": 1,
    });
    await streams.close();
  });

  test("are asked for no more once the streams are closed", async () => {
    const { meterProvider, collect } = metered();
    let asked = 0;
    const storeStats = async () => ({ reconnects: ++asked, memoryBytes: null });
    const observer = otel({ meterProvider });
    const streams = createStreams({ ...memoryStreams(), storeStats, observer });
    await collect();
    await streams.close();
    await collect();
    expect(asked).toBe(1);
  });

  test("of several services on one provider are counted together", async () => {
    const { meterProvider, collect } = metered();
    const memoryOf = (memoryBytes: number | null) => async () => ({ reconnects: 2, memoryBytes });
    const [one, two, three] = [700, 300, null].map((bytes) =>
      createStreams({
        ...memoryStreams(),
        storeStats: memoryOf(bytes),
        observer: otel({ meterProvider }),
      }),
    );
    onTestFinished(() => three?.close());
    await one?.run("a", (run) => run.write("one"));
    await two?.start("a");
    await two?.forTenant("t").start("a");
    await three?.forTenant("t").start("a");
    expect(await collect()).toMatchObject({
      "segno.streams.active": 1,
      "segno.streams.active segno.tenant=t": 2,
      "segno.starts segno.start=new": 2,
      "segno.append.events": 2,
      "segno.store.reconnects": 6,
      "segno.store.memory": 700,
    });
    await one?.close();
    await two?.close();
    expect(await collect()).toMatchObject({
      "segno.streams.active": 0,
      "segno.streams.active segno.tenant=t": 1,
      "segno.starts segno.start=new": 2,
      "segno.starts segno.tenant=t segno.start=new": 2,
      "segno.append.events": 3,
      "segno.ends segno.end=failed": 1,
      "segno.store.reconnects": 6,
    });
  });

  test("say after a close what was counted before it", async () => {
    const { meterProvider, collect } = metered();
    const streams = createStreams({ ...memoryStreams(), observer: otel({ meterProvider }) });
    await streams.run("a", (run) => run.write("one"));
    await streams.close();
    expect(await collect()).toMatchObject({
      "segno.starts segno.start=new": 1,
      "segno.ends segno.end=completed": 1,
      "segno.append.events": 2,
    });
  });

  test("of tenants are told apart", async () => {
    const { meterProvider, collect } = metered();
    const streams = createStreams({ ...memoryStreams(), observer: otel({ meterProvider }) });
    onTestFinished(() => streams.close());
    await streams.run("a", (run) => run.write("one"));
    await streams.forTenant("t").run("a", (run) => run.write("one"));
    expect(await collect()).toMatchObject({
      "segno.ends segno.end=completed": 1,
      "segno.ends segno.tenant=t segno.end=completed": 1,
      "segno.append.batch.size segno.tenant=t": { count: 2 },
    });
  });

  test("of Redis say what its server takes", async () => {
    const { meterProvider, collect } = metered();
    const redis = new Redis(redisUrl(), { lazyConnect: true });
    const adapter = redisStreams(redis, { prefix: uniquePrefix(), onWarning: () => {} });
    const streams = createStreams({ ...adapter, observer: otel({ meterProvider }) });
    onTestFinished(() => streams.close());
    await streams.run("a", (run) => run.write("one"));
    const found = await collect();
    expect(found["segno.store.memory"]).toBeGreaterThan(100_000);
    expect(found["segno.store.reconnects"]).toBe(0);
    await streams.remove("a");
  });
});

describe("spans", () => {
  test("an append is its start's child, and a follower elsewhere has a link to it", async () => {
    const [here, there] = [traced(), traced()];
    const adapter = memoryStreams();
    const producing = createStreams({ ...adapter, observer: otel(here) });
    const following = createStreams({ ...adapter, observer: otel(there) });
    await producing.run("a", (run) => run.write("one"));
    for await (const _ of following.follow("a"));
    const [start] = here.named("start");
    if (!start) throw new Error("no start");
    expect(start.attributes).toMatchObject({
      "messaging.system": "segno",
      "messaging.destination.name": "a",
      "segno.start": "new",
    });
    const appends = here.named("append");
    expect(appends.map((span) => span.parentSpanContext?.spanId)).toEqual([
      start.spanContext().spanId,
      start.spanContext().spanId,
    ]);
    expect(appends[0]?.attributes).toMatchObject({ "messaging.batch.message_count": 1 });
    const [follow] = there.named("follow");
    expect(follow?.attributes).toMatchObject({
      "messaging.batch.message_count": 3,
      "segno.end": "completed",
    });
    expect(follow?.links.map(({ context }) => context.spanId)).toEqual([
      start.spanContext().spanId,
    ]);
    expect(follow?.links[0]?.context.traceId).toBe(start.spanContext().traceId);
    await Promise.all([producing.close(), following.close()]);
  });

  test("a follower that begins after a position has that link, too", async () => {
    const { tracerProvider, named } = traced();
    const streams = createStreams({ ...memoryStreams(), observer: otel({ tracerProvider }) });
    onTestFinished(() => streams.close());
    const writer = await streams.start("a");
    const seen = await writer.write("one");
    await writer.complete();
    for await (const _ of streams.follow("a", { after: seen }));
    await new Promise((resolve) => setImmediate(resolve));
    const links = named("follow")[0]?.links.map(({ context }) => context.spanId);
    expect(links).toEqual([named("start")[0]?.spanContext().spanId]);
  });

  test("an append is a child of the last start, also when the writer before it hears of its end late", () => {
    const { tracerProvider, named } = traced();
    const stats = createStreams(memoryStreams()).stats;
    const observing = otel({ tracerProvider }).open({ tenant: null, stats, storeStats: null });
    const id = "a" as StreamId;
    for (const began of ["new", "recreated"] as const) {
      observing.start?.(id)?.done({ _tag: "started", began });
    }
    observing.ended?.(id, "fenced");
    observing.appended?.({ id, events: 1, bytes: 9, ms: 1 });
    observing.ended?.(id, "completed");
    observing.appended?.({ id, events: 1, bytes: 9, ms: 1 });
    expect(named("append").map((span) => span.parentSpanContext?.spanId)).toEqual([
      named("start")[1]?.spanContext().spanId,
    ]);
  });

  test("what is refused, or ends in an error, says so", async () => {
    const { tracerProvider, named } = traced();
    const streams = createStreams({ ...memoryStreams(), observer: otel({ tracerProvider }) });
    onTestFinished(() => streams.close());
    await streams.start("a");
    await streams.start("a").catch(() => {});
    await streams
      .follow("b", { wait: 0 })
      .next()
      .catch(() => {});
    expect(named("start").map(({ attributes }) => attributes["error.type"])).toEqual([
      undefined,
      "stream-active",
    ]);
    expect(named("follow")[0]).toMatchObject({
      status: { code: 2, message: "not-found" },
      attributes: { "error.type": "not-found" },
    });
  });

  test("a trace that somebody made up is no link", async () => {
    const { tracerProvider, named } = traced();
    const streams = createStreams({
      ...memoryStreams(),
      observer: {
        open: (service) => ({
          ...otel({ tracerProvider }).open(service),
          start: () => ({ traceparent: "00-zz-zz-01", done: () => {} }),
        }),
      },
    });
    onTestFinished(() => streams.close());
    await streams.run("a", (run) => run.write("one"));
    for await (const _ of streams.follow("a"));
    expect(named("follow")[0]?.links).toEqual([]);
  });
});
