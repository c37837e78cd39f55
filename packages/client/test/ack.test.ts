import { virtualClock } from "@segno/testkit";
import { Window } from "happy-dom";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { type AcksOptions, ackStream, browserLeave, createAcks } from "../src/ack/index.ts";
import { followStream, hasCode } from "../src/index.ts";
import type { Waking } from "../src/wake.ts";
import { gather, said } from "./support/gather.ts";
import { realText } from "./support/log.ts";
import { openServing, type Serving } from "./support/serving.ts";

let serving: Serving;
beforeAll(async () => {
  serving = await openServing();
});
afterAll(() => serving.close());

const eager = { backoffMs: 0 };
const rest = (from: number): string => realText.slice(from).join("");

const written = async (id: string): Promise<string[]> => {
  await serving.streams.run(id, (run) => {
    for (const word of realText) void run.write(word);
  });
  return (await serving.streams.read(id)).events.map(({ position }) => position);
};

describe("a reader, against the handler that people mount", () => {
  it("goes on after what it acknowledged, on another device", async () => {
    const positions = await written("devices");
    const url = serving.at("devices");
    const acks = createAcks(url, { reader: "ann" });
    const phone = followStream<string>(url, { reader: "ann", ...eager });
    for await (const { position, offset } of phone) {
      acks.ack(position);
      if (offset === 3) break;
    }
    await acks.close();
    expect(await serving.streams.playedUntil("devices", "ann")).toBe(positions[2]);
    const desk = followStream<string>(url, { reader: "ann", ...eager });
    const events = await gather(desk);
    expect(said(events)).toBe(rest(2));
    expect(events[0]?.offset).toBe(4);
    expect((await desk.ended)._tag).toBe("completed");
  });

  it("that has seen it all is over at once; one that is nobody yet gets all of it", async () => {
    const positions = await written("whole");
    const url = serving.at("whole");
    const last = positions.at(-1) ?? "";
    expect(await ackStream(url, { reader: "ann", position: last })).toEqual({ position: last });
    const over = followStream<string>(url, { reader: "ann", ...eager });
    expect(await gather(over)).toEqual([]);
    expect(await over.ended).toEqual({ _tag: "completed", event: null });
    expect(said(await gather(followStream<string>(url, { reader: "ben" })))).toBe(rest(0));
    const whole = followStream<string>(url, { reader: "ann", after: "0" });
    expect(said(await gather(whole))).toBe(rest(0));
    const after = followStream<string>(url, { reader: "ann", after: positions[3] });
    expect(said(await gather(after))).toBe(rest(3));
    const none = followStream<string>(serving.at("none"), { reader: "ann", wait: 0, ...eager });
    await expect(gather(none)).rejects.toMatchObject({ code: "not-found" });
  });

  it("is refused by name", async () => {
    const positions = await written("refused");
    const url = serving.at("refused");
    const refused = (reader: string, position: string): Promise<unknown> =>
      ackStream(url, { reader, position }).catch((error) => error);
    expect(hasCode(await refused("", positions[0] ?? ""), "invalid-id")).toBe(true);
    expect(hasCode(await refused("ann", "nonsense"), "invalid-position")).toBe(true);
    const past = (positions[0] ?? "").replace(/\d+$/, "99");
    expect(hasCode(await refused("ann", past), "diverged")).toBe(true);
    const told: unknown[] = [];
    const acks = createAcks(url, { reader: "ann", onRefused: ({ code }) => told.push(code) });
    acks.ack(past);
    await acks.flush();
    expect(told).toEqual(["diverged"]);
    expect(() => acks.ack("nonsense")).toThrow(
      expect.objectContaining({ code: "invalid-position" }),
    );
    await acks.close();
  });

  it("is cut again and again, and misses nothing that its device has not shown", async () => {
    await written("cuts");
    const url = serving.at("cuts");
    await ackStream(url, {
      reader: "ann",
      position: (await serving.streams.read("cuts")).events[1]?.position ?? "",
    });
    const events = [];
    for await (const event of followStream<string>(url, { reader: "ann", ...eager })) {
      events.push(event);
      // What another device has seen meanwhile is not what this one has.
      await serving.streams.ack("cuts", "ann", (await serving.streams.describe("cuts")).position);
      if (event.offset % 2 === 0) serving.proxy.reset();
    }
    expect(said(events)).toBe(rest(1));
  });
});

type Asked = { readonly position: string; readonly keepalive: boolean | undefined };

/** Acknowledgements on a clock of their own, to a server that answers as it is told. */
const stage = (options: Partial<AcksOptions> = {}) => {
  const clock = virtualClock();
  const asked: Asked[] = [];
  const refused: string[] = [];
  const answer = { status: 200, body: "{}", ms: 0 };
  let wake = (_: Waking): void => {};
  let leave = (): void => {};
  let listening = 0;
  const acks = createAcks("http://segno.test/streams/a1", {
    reader: "ann",
    clock,
    random: () => 0.5,
    everyMs: 100,
    onRefused: ({ code }) => refused.push(code),
    wake: (listener) => {
      listening += 1;
      wake = listener;
      return () => {
        listening -= 1;
      };
    },
    leave: (listener) => {
      listening += 1;
      leave = listener;
      return () => {
        listening -= 1;
      };
    },
    fetch: async (_, { body, keepalive } = {}) => {
      const { position } = JSON.parse(String(body));
      asked.push({ position, keepalive });
      const { status, body: said, ms } = answer;
      if (ms > 0) await new Promise<void>((resolve) => void clock.after(ms, resolve));
      if (status === 0) throw new TypeError("no network");
      return new Response(said, { status });
    },
    ...options,
  });
  return {
    acks,
    clock,
    answer,
    refused,
    asked: () => asked.map(({ position }) => Number(position.split(".").at(-1))),
    keptAlive: () => asked.every(({ keepalive }) => keepalive === true),
    wake: () => wake("online"),
    leave: () => leave(),
    listening: () => listening,
  };
};

const at = (offset: number): string => `01ARZ3NDEKTSV4RRFFQ69G5FAV.0000000.1.${offset}`;

describe("acknowledgements", () => {
  it("go out one at a time, seldom, and always the furthest", async () => {
    const { acks, clock, answer, asked, keptAlive } = stage();
    answer.ms = 30;
    for (let offset = 1; offset <= 5; offset++) acks.ack(at(offset));
    acks.ack(at(2));
    await clock.advance(99);
    expect(asked()).toEqual([1]);
    await clock.advance(1);
    expect(asked()).toEqual([1, 5]);
    acks.ack(at(5));
    await clock.advance(1_000);
    expect(asked(), "what was said is not said again").toEqual([1, 5]);
    expect(keptAlive(), "each outlives its page").toBe(true);
    expect(clock.timers()).toBe(0);
  });

  it("of another life are no older for that", async () => {
    const { acks, clock, asked } = stage();
    acks.ack(at(7));
    acks.ack(at(1).replace("FAV", "FAW"));
    await clock.advance(100);
    expect(asked()).toEqual([7, 1]);
  });

  it("that could not be sent are tried again, further ones in their place", async () => {
    const { acks, clock, answer, asked, refused } = stage();
    answer.status = 0;
    acks.ack(at(1));
    await clock.advance(0);
    acks.ack(at(2));
    await clock.advance(349);
    expect(asked(), "100 ms and a quarter second of jitter").toEqual([1]);
    answer.status = 503;
    await clock.advance(1);
    expect(asked()).toEqual([1, 2]);
    answer.status = 200;
    await clock.advance(10_000);
    expect([asked(), refused]).toEqual([[1, 2, 2], []]);
  });

  it("are given up in the end, and told of; and the next have as much time again", async () => {
    const { acks, clock, answer, asked, refused } = stage({ giveUpMs: 5_000 });
    answer.status = 0;
    acks.ack(at(1));
    await clock.advance(60_000);
    expect(refused).toEqual(["store-unavailable"]);
    expect(clock.timers()).toBe(0);
    const tries = asked().length;
    acks.ack(at(2));
    await clock.advance(2_000);
    expect(asked().length).toBeGreaterThan(tries + 1);
    await acks.close();
  });

  it("go out at once when the device wakes, and when the page may go", async () => {
    const { acks, clock, answer, asked, wake, leave } = stage();
    answer.status = 0;
    acks.ack(at(1));
    await clock.advance(0);
    answer.status = 200;
    wake();
    await clock.advance(0);
    expect(asked()).toEqual([1, 1]);
    acks.ack(at(2));
    leave();
    await clock.advance(0);
    expect(asked()).toEqual([1, 1, 2]);
    await acks.close();
  });

  it("are told once more when they are closed, and never after it", async () => {
    const { acks, clock, answer, asked, listening, refused } = stage();
    answer.ms = 30;
    acks.ack(at(1));
    acks.ack(at(2));
    const closed = acks.close();
    await clock.until(closed);
    expect(asked()).toEqual([1, 2]);
    expect([listening(), clock.timers()]).toEqual([0, 0]);
    acks.ack(at(3));
    await acks.flush();
    await acks.close();
    expect(asked()).toEqual([1, 2]);

    const broken = stage();
    broken.answer.status = 0;
    broken.acks.ack(at(1));
    await broken.clock.until(broken.acks.close());
    expect(broken.refused).toEqual(["store-unavailable"]);
    expect(broken.clock.timers()).toBe(0);
    expect(refused).toEqual([]);
  });

  it("stop with their signal", async () => {
    const control = new AbortController();
    const { acks, clock, asked } = stage({ signal: control.signal });
    acks.ack(at(1));
    await clock.advance(0);
    acks.ack(at(2));
    control.abort();
    await clock.advance(10_000);
    expect(asked()).toEqual([1]);
    expect(clock.timers()).toBe(0);
  });
});

describe("the browser's word that a page may go", () => {
  afterEach(() => vi.unstubAllGlobals());

  it("is its being hidden, or gone", () => {
    const window = new Window();
    const state = vi.spyOn(window.document, "visibilityState", "get");
    vi.stubGlobal("document", window.document);
    vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
    vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
    const happen = (type: string): void => void window.dispatchEvent(new window.Event(type));
    const told = vi.fn();
    const stop = browserLeave(told);
    happen("visibilitychange");
    expect(told).not.toHaveBeenCalled();
    state.mockReturnValue("hidden" as never);
    happen("visibilitychange");
    happen("pagehide");
    expect(told).toHaveBeenCalledTimes(2);
    stop();
    happen("pagehide");
    expect(told).toHaveBeenCalledTimes(2);
  });

  it("never comes where there is no browser", () => {
    expect(() => browserLeave(() => {})()).not.toThrow();
  });
});
