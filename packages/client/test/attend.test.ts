import { virtualClock } from "@segno/testkit";
import { describe, expect, it, vi } from "vitest";
import { attend } from "../src/attention.ts";

const reason = new Error("enough");

/** A wait of a second that nothing wakes. */
const waiting = (caller = new AbortController(), left = new AbortController()) => {
  const clock = virtualClock();
  const signals = [caller.signal, left.signal];
  const added = signals.map((signal) => vi.spyOn(signal, "addEventListener"));
  const removed = signals.map((signal) => vi.spyOn(signal, "removeEventListener"));
  const attention = attend(
    { clock, wake: () => () => {}, signal: caller.signal, left: left.signal, onAborted: () => {} },
    { limitMs: 1_000, wakes: () => true },
  );
  const calls = (spies: typeof added | typeof removed) => spies.map((spy) => spy.mock.calls);
  return {
    clock,
    caller,
    left,
    attention,
    added: () => calls(added),
    removed: () => calls(removed),
  };
};

describe("a wait", () => {
  it("is over when its time is, and holds nothing from then on", async () => {
    const { clock, attention, added, removed } = waiting();
    const over = attention.interrupted();
    await clock.advance(1_000);
    expect(await over).toEqual({ _tag: "timed-out" });
    expect(removed()).toEqual(added());
    expect(clock.timers()).toBe(0);
  });

  it("begins anew whenever something is heard", async () => {
    const { clock, attention } = waiting();
    for (let heard = 0; heard < 5; heard++) {
      await clock.advance(900);
      attention.heard();
    }
    expect(attention.signal.aborted).toBe(false);
    await clock.advance(1_000);
    expect(attention.signal.aborted).toBe(true);
  });

  it("that is released is over without a word", async () => {
    const { clock, caller, attention, added, removed } = waiting();
    attention.release();
    caller.abort(reason);
    await clock.advance(5_000);
    expect(attention.signal.aborted).toBe(false);
    expect(removed()).toEqual(added());
    expect(clock.timers()).toBe(0);
  });

  it("of one who has left already, or aborted, is over at once", async () => {
    const gone = new AbortController();
    gone.abort();
    const left = waiting(new AbortController(), gone);
    expect(await left.attention.interrupted()).toEqual({ _tag: "left" });
    const control = new AbortController();
    control.abort(reason);
    const aborted = waiting(control);
    expect(await aborted.attention.interrupted()).toEqual({ _tag: "aborted", reason });
    expect([left.clock.timers(), aborted.clock.timers()]).toEqual([0, 0]);
  });

  it("for something leaves no listener when that has come", async () => {
    const { attention } = waiting();
    const added = vi.spyOn(attention.signal, "addEventListener");
    const removed = vi.spyOn(attention.signal, "removeEventListener");
    expect(await attention.unlessInterrupted(Promise.resolve(7))).toBe(7);
    await expect(attention.unlessInterrupted(Promise.reject(reason))).rejects.toBe(reason);
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed.mock.calls).toEqual(added.mock.calls);
  });
});
