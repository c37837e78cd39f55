import {
  beginning,
  createStreams,
  type Follow,
  type Incarnation,
  type Position,
  parseReaderId,
  parseStreamId,
  type ReaderId,
  type StreamId,
} from "@segno/core";
import { describe, expect, test } from "vitest";
import { codeOf, createWorld, drain, rejection, type Said, said, type World } from "./world.ts";

const id = parseStreamId("answer") as StreamId;
const ann = parseReaderId("ann") as ReaderId;

/** A stream that goes on, of which so many words have been said. */
const begun = async (world: World, count: number) => {
  const writer = await world.process().start(id);
  const positions: Position[] = [];
  for (let at = 0; at < count; at++) positions.push(await writer.write(said(`${at}`)));
  return { writer, positions };
};

/** Its producer waits for the reader from now on. */
const awaitAnn = async ({ adapter }: World, incarnation: Incarnation, leaseMs = 10_000) => {
  const alone = { incarnation, epoch: 0, offset: 0 };
  expect(await adapter.cursors?.advance(id, ann, alone, leaseMs)).toMatchObject({ _tag: "Right" });
};

const pullAll = async (follow: Follow<Said>, count: number): Promise<void> => {
  for (let at = 0; at < count; at++) await follow.next();
};

describe("acknowledging", () => {
  test("one write at a time: what is acknowledged meanwhile is one more, the furthest", async () => {
    const world = createWorld();
    const { positions } = await begun(world, 6);
    world.weather.ackMs = 500;
    const follow = world.streams.follow(id, { reader: "ann" });
    const acks = positions.map((position) => follow.ack(position));
    await world.clock.advance(499);
    expect(world.counts.signs).toEqual([2]);
    await world.clock.advance(501);
    expect(world.counts.signs).toEqual([2, 7]);
    await Promise.all(acks);
    expect(await world.streams.playedUntil(id, "ann")).toBe(positions[5]);
  });

  test("no more often than the settings say, and each is told when it is stored", async () => {
    const world = createWorld({ ackEveryMs: 100 });
    const { positions } = await begun(world, 3);
    const follow = world.streams.follow(id, { reader: "ann" });
    const stored: number[] = [];
    for (const [at, position] of positions.entries()) {
      void follow.ack(position).then(() => stored.push(at));
      await world.clock.advance(10);
    }
    expect([world.counts.signs, stored]).toEqual([[2], [0]]);
    await world.clock.advance(80);
    expect([world.counts.signs, stored]).toEqual([
      [2, 4],
      [0, 1, 2],
    ]);
    expect(world.clock.timers(), "the writer's heartbeat and the stream's expiry").toBe(2);
  });

  test("what is known to be stored is not told again", async () => {
    const world = createWorld();
    const { positions } = await begun(world, 3);
    const [first = beginning, , last = beginning] = positions;
    const follow = world.streams.follow(id, { reader: "ann" });
    await follow.ack(last);
    await follow.ack(first);
    await follow.ack(last);
    await follow.ack(beginning);
    expect(world.counts.signs).toEqual([4]);
    const other = world.streams.follow(id, { reader: "ann" });
    await other.ack(first);
    await other.ack(last);
    expect(world.counts.signs, "another device is told how far the reader is").toEqual([4, 2]);
  });

  test("a reply that was lost, and a store that is away, are waited for", async () => {
    const world = createWorld();
    const { positions } = await begun(world, 2);
    const follow = world.streams.follow(id, { reader: "ann" });
    world.weather.loseReplies = 2;
    await world.clock.until(follow.ack(positions[0] ?? beginning));
    expect(world.counts.signs).toEqual([2, 2, 2]);
    world.weather.down = true;
    const late = rejection(follow.ack(positions[1] ?? beginning));
    await world.clock.advance(11_000);
    expect(await late).toBe("store-unavailable");
    world.weather.down = false;
    await world.clock.until(follow.ack(positions[1] ?? beginning));
    expect(await world.streams.playedUntil(id, "ann")).toBe(positions[1]);
  });

  test("a place of a life that is over is refused, and nobody has to look at that", async () => {
    const world = createWorld();
    const { writer, positions } = await begun(world, 1);
    await writer.complete();
    await world.clock.advance(10);
    await world.process().start(id);
    const follow = world.streams.follow(id, { reader: "ann" });
    void follow.ack(positions[0] ?? beginning);
    expect(await rejection(follow.ack(positions[0] ?? beginning))).toBe("superseded");
    const { cursors } = world.adapter;
    expect((await cursors?.read(id, ann))?.reading).toBeNull();
  });

  test("a stream of as many readers as it may have takes no more", async () => {
    const world = createWorld();
    const { writer, positions } = await begun(world, 1);
    const place = { incarnation: writer.incarnation, epoch: 1, offset: 1 };
    for (let at = 0; at < 1_000; at++) {
      await world.adapter.cursors?.advance(id, `reader ${at}` as ReaderId, place);
    }
    const follow = world.streams.follow(id, { reader: "ann" });
    expect(await rejection(follow.ack(positions[0] ?? beginning))).toBe("too-large");
    const [first, ...others] = await world.streams.forgetReader("reader 7");
    expect([first, others]).toEqual([id, []]);
    await world.clock.until(follow.ack(positions[0] ?? beginning));
    expect(await world.streams.forgetReader("nobody")).toEqual([]);
  });
});

describe("beginning", () => {
  test("an abort ends the first look at once, and so does leaving", async () => {
    const world = createWorld();
    await begun(world, 1);
    world.weather.down = true;
    const timers = world.clock.timers();
    const abort = new AbortController();
    const aborted = world.streams.follow(id, { reader: "ann", signal: abort.signal });
    const waiting = rejection(aborted.next());
    await world.clock.advance(10);
    const reason = new Error("gone");
    abort.abort(reason);
    expect(await waiting).toBe(reason);
    expect(await aborted.ended).toEqual({ _tag: "aborted", reason });

    const left = world.streams.follow(id, { reader: "ann" });
    const { ended } = left;
    const step = left.next();
    await left.return();
    expect(await step).toEqual({ done: true, value: undefined });
    expect(await ended).toEqual({ _tag: "left" });
    await world.clock.advance(1_000);
    expect(world.clock.timers()).toBe(timers);
  });

  test("a store that is away is waited for, and then told of", async () => {
    const world = createWorld();
    await begun(world, 1);
    world.weather.down = true;
    const patient = world.streams.follow(id, { reader: "ann" }).next();
    await world.clock.advance(2_000);
    world.weather.down = false;
    expect(await world.clock.until(patient)).toMatchObject({ value: { type: "started" } });
    world.weather.down = true;
    const follow = world.streams.follow(id, { reader: "ann" });
    const { ended } = follow;
    expect(await world.clock.until(rejection(follow.next()))).toBe("store-unavailable");
    expect(await ended).toMatchObject({ _tag: "error", error: { code: "store-unavailable" } });
    expect(await follow.next()).toEqual({ done: true, value: undefined });
  });

  test("several pulls at once are answered in order, and the platform's stream reads on, too", async () => {
    const world = createWorld();
    const { writer, positions } = await begun(world, 3);
    await writer.complete();
    await world.streams.ack(id, "ann", positions[0] ?? beginning);
    const follow = world.streams.follow(id, { reader: "ann" });
    const steps = await Promise.all([follow.next(), follow.next(), follow.next(), follow.next()]);
    expect(steps.map(({ value }) => value?.offset)).toEqual([3, 4, 5, undefined]);
    const reading = world.streams.follow(id, { reader: "ann" }).readable.getReader();
    expect((await reading.read()).value?.offset).toBe(3);
    await reading.cancel();
  });

  test("who has seen it all is over at once, and one who waits for a start gets it whole", async () => {
    const world = createWorld();
    const early = drain(world.streams.follow(id, { reader: "ann" }));
    await world.clock.advance(10);
    const { writer } = await begun(world, 1);
    const { position } = await writer.complete();
    expect((await world.clock.until(early)).events.map(({ type }) => type)).toEqual([
      "started",
      "chunk",
      "completed",
    ]);
    await world.streams.ack(id, "ann", position);
    const late = world.streams.follow(id, { reader: "ann" });
    expect(await drain(late)).toEqual({ events: [], error: null });
    expect(await late.ended).toEqual({ _tag: "completed", event: null });
  });
});

describe("signs of life", () => {
  test("are given while somebody pulls and a producer waits, and cost nothing otherwise", async () => {
    const world = createWorld();
    const { writer } = await begun(world, 1);
    const plain = world.streams.follow(id, { reader: "ann" });
    await pullAll(plain, 2);
    void plain.next();
    await world.clock.advance(30_000);
    expect(world.counts.signs, "nobody waits for it").toEqual([]);
    await plain.return();

    await awaitAnn(world, writer.incarnation);
    const follow = world.streams.follow(id, { reader: "ann" });
    await pullAll(follow, 2);
    void follow.next();
    await world.clock.advance(10_001);
    expect(world.counts.signs, "one at once, and five in a lease").toEqual([0, 0, 0, 0, 0, 0]);
    await follow.return();
    await world.clock.advance(10_000);
    expect(world.counts.signs.length, "none of who has left").toBe(6);
  });

  test("end soon after the last pull, and begin again with the next", async () => {
    const world = createWorld();
    const { writer } = await begun(world, 2);
    await awaitAnn(world, writer.incarnation);
    const follow = world.streams.follow(id, { reader: "ann" });
    await pullAll(follow, 2);
    await world.clock.advance(20_000);
    expect(world.counts.signs).toEqual([0]);
    await follow.next();
    await world.clock.advance(20_000);
    expect(world.counts.signs).toEqual([0, 0]);
    await follow.return();
  });

  test("an acknowledgement is one", async () => {
    const world = createWorld();
    const { writer } = await begun(world, 1);
    await awaitAnn(world, writer.incarnation);
    const follow = world.streams.follow(id, { reader: "ann" });
    await pullAll(follow, 2);
    void follow.next();
    await world.clock.advance(1);
    for (let at = 0; at < 5; at++) {
      const position = await writer.write(said("more"));
      void follow.ack(position);
      await world.clock.advance(1_500);
    }
    expect(world.counts.signs).toEqual([0, 3, 4, 5, 6, 7]);
    await follow.return();
  });

  test("a producer that says late that it waits is heard, and one that takes over", async () => {
    const world = createWorld();
    const { writer } = await begun(world, 1);
    const follow = world.streams.follow(id, { reader: "ann" });
    await pullAll(follow, 2);
    const waiting = follow.next();
    await awaitAnn(world, writer.incarnation);
    await world.clock.advance(5_000);
    expect(world.counts.signs.length, "it looked once more").toBeGreaterThan(0);
    const { looks } = world.counts;
    await writer.write(said("more"));
    await waiting;
    expect(world.counts.looks, "and then not again").toBe(looks);
    await follow.return();

    const other = createWorld();
    const first = await begun(other, 1);
    const patient = other.streams.follow(id, { reader: "ann" });
    await pullAll(patient, 2);
    const pending = patient.next();
    other.weather.down = true;
    await other.clock.advance(11_000);
    other.weather.down = false;
    const next = await other.process().start(id, { ifStale: "take-over" });
    await awaitAnn(other, next.incarnation);
    await next.write(said("taken over"));
    await other.clock.until(pending);
    void patient.next();
    await other.clock.advance(100);
    expect(other.counts.signs).toEqual([0]);
    await patient.return();
    expect(first.writer.incarnation).toBe(next.incarnation);
  });
});

test("an adapter that keeps no places is told of by name", async () => {
  const { adapter, clock } = createWorld();
  const { cursors: _, ...without } = adapter;
  const streams = createStreams<Said>({ ...without, clock });
  expect(() => streams.follow(id, { reader: "ann" })).toThrow(
    expect.objectContaining({ code: "unsupported" }),
  );
  const position = "01ARZ3NDEKTSV4RRFFQ69G5FAV.0000000.1.1";
  for (const asked of [
    streams.ack(id, "ann", position),
    streams.playedUntil(id, "ann"),
    streams.forgetReader("ann"),
  ]) {
    expect(await rejection(asked)).toBe("unsupported");
  }
  expect(codeOf(await streams.playedUntil(id, "").catch((error: unknown) => error))).toBe(
    "invalid-id",
  );
});
