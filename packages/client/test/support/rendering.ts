import { virtualClock } from "@segno/testkit";
import { act, cleanup, render } from "@testing-library/react";
import { createElement, type FunctionComponent, StrictMode } from "react";
import { afterEach } from "vitest";
import type { Waking } from "../../src/wake.ts";

afterEach(cleanup);

/** Components in StrictMode, on frames and a clock that move when they are told to. */
export const rendering = () => {
  const clock = virtualClock();
  const frames = new Set<() => void>();
  const wakes = new Set<(waking: Waking) => void>();
  const schedule = (callback: () => void) => {
    frames.add(callback);
    return () => {
      frames.delete(callback);
    };
  };
  const wake = (listener: (waking: Waking) => void) => {
    wakes.add(listener);
    return () => wakes.delete(listener);
  };
  /** Lets everything happen that needs no time, and shows it. */
  const settle = async (): Promise<void> => {
    await act(async () => {
      await clock.advance(0);
      for (const show of [...frames]) {
        frames.delete(show);
        show();
      }
    });
  };
  const pass = (ms: number): Promise<void> => act(() => clock.advance(ms));
  const show = <Props extends object>(component: FunctionComponent<Props>, props: Props) => {
    const element = (given: Props) =>
      createElement(StrictMode, null, createElement(component, given));
    const { rerender, unmount, container } = render(element(props));
    return {
      unmount,
      again: (given: Props) => rerender(element(given)),
      text: () => container.textContent,
    };
  };
  /** What is held: timers, listeners to the device, frames to come. */
  const held = (): number => clock.timers() + wakes.size + frames.size;
  return {
    clock,
    options: { clock, schedule, wake, random: () => 0 },
    settle,
    pass,
    show,
    held,
    frames,
  };
};
