import { type Recorded, textOf } from "@segno/core/browser";
import { virtualClock } from "@segno/testkit";
import { expect, it } from "vitest";
import { createStreamStore } from "../../src/react/stream-store.ts";
import { url } from "../support/gather.ts";
import { liveServer } from "../support/live-server.ts";
import { life, realText } from "../support/log.ts";

const log = life(realText);

/** A store on a clock that moves when it is told to; it shows after 16 ms. */
const storing = () => {
  const server = liveServer();
  const clock = virtualClock();
  const store = createStreamStore<string, string>(
    url,
    textOf((data) => data),
    {
      fetch: server.fetch,
      clock,
      random: () => 0,
      wake: () => () => {},
      keepEvents: true,
      schedule: (show) => clock.after(16, show),
    },
  );
  return { server, clock, store };
};

const positionsOf = (events: readonly Recorded<string>[]) => events.map(({ position }) => position);

it("loses and doubles nothing, at whatever moment one leaves and comes back", async () => {
  for (let turns = 0; turns < 60; turns++) {
    const { server, clock, store } = storing();
    const leave = store.subscribe(() => {});
    await clock.advance(0);
    server.send(...log.slice(0, 4));
    for (let turn = 0; turn < turns; turn++) await Promise.resolve();
    leave();
    store.subscribe(() => {});
    await clock.advance(0);
    server.send(...log.slice(4));
    await clock.advance(1_000);
    expect(store.snapshot().state).toBe(realText.join(""));
    expect(positionsOf(store.snapshot().events)).toEqual(log.map(({ position }) => position));
  }
});

it("follows once for all who listen, until the last has left", async () => {
  const { server, clock, store } = storing();
  expect(server.asked).toEqual([]);
  const first = store.subscribe(() => {});
  const second = store.subscribe(() => {});
  await clock.advance(0);
  first();
  expect(server.open()).toBe(1);
  server.send(...log.slice(0, 4));
  await clock.advance(0);
  second();
  await clock.advance(0);
  // Nothing is shown any more; what came is not lost.
  expect(store.snapshot().events).toHaveLength(4);
  expect(server.open()).toBe(0);
  expect(server.asked).toHaveLength(1);
  expect(clock.timers()).toBe(0);
});

it("shows one thing until it shows the next", async () => {
  const { server, clock, store } = storing();
  const shown: unknown[] = [];
  store.subscribe(() => shown.push(store.snapshot()));
  const before = store.snapshot();
  server.send(...log);
  expect(store.snapshot()).toBe(before);
  await clock.advance(16);
  expect(shown.at(-1)).toBe(store.snapshot());
  expect(store.snapshot()).not.toBe(before);
  expect(store.initial()).toBe(before);
});

it("asks for nothing more of a stream that has ended", async () => {
  const { server, clock, store } = storing();
  const leave = store.subscribe(() => {});
  server.send(...log);
  await clock.advance(16);
  expect(store.snapshot().status).toBe("completed");
  leave();
  store.subscribe(() => {});
  store.snapshot().resume();
  await clock.advance(16);
  expect(server.asked).toHaveLength(1);
  expect(clock.timers()).toBe(0);
});
