import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { systemClock } from "../../src/ports/clock.ts";

describe("the clock of the machine", () => {
  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it("calls back once, when the time has come", () => {
    const called = vi.fn();
    systemClock.after(100, called);
    vi.advanceTimersByTime(99);
    expect(called).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1_000);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it("calls back at once for a moment that is past", () => {
    const called = vi.fn();
    systemClock.after(-5, called);
    vi.advanceTimersByTime(1);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it("waits for a delay that no timer can hold, instead of firing at once", () => {
    const called = vi.fn();
    const cancel = systemClock.after(2 ** 31, called);
    vi.advanceTimersByTime(1_000_000);
    expect(called).not.toHaveBeenCalled();
    cancel();
  });

  it("does not call back once cancelled, and cancels twice without harm", () => {
    const called = vi.fn();
    const cancel = systemClock.after(100, called);
    cancel();
    cancel();
    vi.advanceTimersByTime(1_000);
    expect(called).not.toHaveBeenCalled();
  });

  it("calls back from the background too", () => {
    const called = vi.fn();
    systemClock.after(100, called, "background");
    vi.advanceTimersByTime(100);
    expect(called).toHaveBeenCalledTimes(1);
  });

  it("tells the time since 1970, and measures without falling", () => {
    const since = systemClock.elapsed();
    vi.advanceTimersByTime(250);
    expect(systemClock.now()).toBe(1_000_250);
    expect(systemClock.elapsed() - since).toBe(250);
    vi.setSystemTime(500);
    expect(systemClock.now()).toBe(500);
    expect(systemClock.elapsed()).toBeGreaterThanOrEqual(since);
  });
});
