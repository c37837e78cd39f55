import type { Cancel, Clock } from "@segno/core";

/** Calls back again and again, in the background: it keeps no process alive. */
export const every = (clock: Clock, ms: number, callback: () => void): Cancel => {
  let cancel: Cancel = () => {};
  const again = (): void => {
    cancel = clock.after(
      ms,
      () => {
        again();
        callback();
      },
      "background",
    );
  };
  again();
  return () => cancel();
};
