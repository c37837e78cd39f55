import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { perFrame } from "../../src/react/index.ts";

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** A browser's frames, one at a time. */
const frames = () => {
  const asked = new Map<number, () => void>();
  vi.stubGlobal("requestAnimationFrame", (callback: () => void) => {
    const id = asked.size + 1;
    asked.set(id, callback);
    return id;
  });
  vi.stubGlobal("cancelAnimationFrame", (id: number) => asked.delete(id));
  return asked;
};

it("shows with the next frame, once", () => {
  const asked = frames();
  const show = vi.fn();
  perFrame(show);
  asked.get(1)?.();
  vi.runAllTimers();
  expect(show).toHaveBeenCalledTimes(1);
  expect(vi.getTimerCount()).toBe(0);
});

it("shows all the same where a page is hidden and has no frames", () => {
  const asked = frames();
  const show = vi.fn();
  perFrame(show);
  vi.advanceTimersByTime(250);
  expect(show).toHaveBeenCalledTimes(1);
  expect(asked.size).toBe(0);
});

it("shows where there are no frames at all", () => {
  const show = vi.fn();
  perFrame(show);
  vi.advanceTimersByTime(16);
  expect(show).toHaveBeenCalledTimes(1);
});

it("shows nothing any more, and holds nothing, when it is cancelled", () => {
  const asked = frames();
  const show = vi.fn();
  perFrame(show)();
  vi.runAllTimers();
  expect(show).not.toHaveBeenCalled();
  expect([asked.size, vi.getTimerCount()]).toEqual([0, 0]);
});
