import { Window } from "happy-dom";
import { afterEach, expect, it, vi } from "vitest";
import { browserWake } from "../src/index.ts";

afterEach(() => vi.unstubAllGlobals());

/** A browser's window in the place of ours. */
const page = () => {
  const window = new Window();
  const { document } = window;
  const state = vi.spyOn(document, "visibilityState", "get");
  vi.stubGlobal("document", document);
  vi.stubGlobal("addEventListener", window.addEventListener.bind(window));
  vi.stubGlobal("removeEventListener", window.removeEventListener.bind(window));
  const happen = (type: string): void => {
    window.dispatchEvent(new window.Event(type));
  };
  return { happen, state };
};

it("tells that the network is back, and that the page is looked at", () => {
  const { happen, state } = page();
  const told = vi.fn();
  const stop = browserWake(told);
  happen("online");
  state.mockReturnValue("hidden" as never);
  happen("visibilitychange");
  state.mockReturnValue("visible" as never);
  happen("visibilitychange");
  expect(told.mock.calls).toEqual([["online"], ["visible"]]);
  stop();
  happen("online");
  happen("visibilitychange");
  expect(told).toHaveBeenCalledTimes(2);
});

it("never tells where there is no browser, and does no harm", () => {
  expect(() => browserWake(() => {})()).not.toThrow();
});
