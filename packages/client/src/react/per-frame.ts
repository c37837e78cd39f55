import { type Cancel, systemClock } from "@segno/core/browser";

/** Calls back once, when it is time to show something. */
export type Schedule = (callback: () => void) => Cancel;

/** A page that is not looked at has no frames: it is told all the same, four times a second. */
const hiddenMs = 250;
const frameMs = 16;

/** With the next frame. */
export const perFrame: Schedule = (callback) => {
  const browser: Partial<typeof globalThis> = globalThis;
  const ask = browser.requestAnimationFrame;
  const cancel = (): void => {
    cancelTimer();
    if (frame !== undefined) browser.cancelAnimationFrame?.(frame);
  };
  const show = (): void => {
    cancel();
    callback();
  };
  const cancelTimer = systemClock.after(ask ? hiddenMs : frameMs, show);
  const frame = ask?.(show);
  return cancel;
};
