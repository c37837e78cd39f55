import type { ViewStatus } from "@segno/client/react";
import type { MessageEvent, Recorded } from "@segno/core/browser";

/** What somebody follows, for others to look at. */
export type Tapped = {
  readonly streamId: string;
  readonly status: ViewStatus;
  readonly events: readonly Recorded<MessageEvent>[];
};

/** Lets the workbench see what a device gets, without a line of its own and without rendering the page anew. */
export type Tap = {
  readonly show: (tapped: Tapped) => void;
  readonly look: () => Tapped | null;
  readonly subscribe: (listener: () => void) => () => void;
};

export const createTap = (): Tap => {
  let last: Tapped | null = null;
  const listeners = new Set<() => void>();
  return {
    show: (tapped) => {
      last = tapped;
      for (const listener of [...listeners]) listener();
    },
    look: () => last,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
