import {
  type Cancel,
  isSegnoError,
  type Projection,
  type Recorded,
  SegnoError,
} from "@segno/core/browser";
import { stopStream } from "../calls.ts";
import { followStream } from "../follow-stream.ts";
import { createDraft } from "./draft.ts";
import { perFrame } from "./per-frame.ts";
import type { View, ViewOptions } from "./view.ts";

export type Snapshot<A, State> = View<A> & { readonly state: State };

/** What React subscribes to: a stream that is followed while anybody listens, and folded as it comes. */
export type StreamStore<A, State> = {
  readonly url: string | null;
  readonly subscribe: (listener: () => void) => Cancel;
  /** The same object until something is shown anew. */
  readonly snapshot: () => Snapshot<A, State>;
  /** What a server renders, and a page before its first effect. */
  readonly initial: () => Snapshot<A, State>;
  /** The newest options and projection; they count from the next event or line on. */
  readonly configure: (
    projection: Projection<State, Recorded<A>>,
    options: ViewOptions<A, State>,
  ) => void;
};

const errorOf = (cause: unknown): SegnoError =>
  isSegnoError(cause)
    ? cause
    : new SegnoError("bad-entry", `The projection failed: ${String(cause)}`, { cause });

export const createStreamStore = <A, State>(
  url: string | null,
  projection: Projection<State, Recorded<A>>,
  options: ViewOptions<A, State>,
): StreamStore<A, State> => {
  let current = { projection, options };
  const draft = createDraft<A, State>(options, options.initial ?? projection.initial, url === null);
  let control: AbortController | null = null;
  let cancelShow: Cancel | null = null;
  const listeners = new Set<() => void>();

  const stop: View<A>["stop"] = async (given = {}) => {
    if (url === null) throw new SegnoError("not-found", "There is no stream to stop");
    const { headers, fetch } = current.options;
    return stopStream(url, { headers, fetch, ...given });
  };
  const resume = (): void => {
    if (draft.look().status !== "error") return;
    draft.anew(current.projection);
    changed();
    begin();
  };

  const look = (): Snapshot<A, State> => ({ ...draft.look(), stop, resume });
  const initial = look();
  let shown = initial;
  const show = (): void => {
    cancelShow = null;
    shown = look();
    for (const listener of [...listeners]) listener();
  };
  const changed = (): void => {
    if (listeners.size === 0) shown = look();
    else cancelShow ??= (current.options.schedule ?? perFrame)(show);
  };

  const follow = async (address: string, { signal }: AbortController): Promise<void> => {
    const { initial: _, keepEvents: __, schedule: ___, ...rest } = current.options;
    try {
      const followed = followStream<A>(address, {
        ...rest,
        after: draft.after(),
        signal,
        onConnection: (connection) => {
          if (signal.aborted) return;
          draft.onConnection(connection);
          changed();
        },
      });
      for await (const event of followed) {
        // Whoever listens next has asked for it again.
        if (signal.aborted) return;
        draft.onEvent(event, current.projection);
        changed();
      }
      draft.onEnding(await followed.ended);
    } catch (cause) {
      if (signal.aborted) return;
      draft.onEnding({ _tag: "error", error: errorOf(cause) });
    }
    changed();
  };

  /** In a turn of its own, so that an effect that is run twice opens one line. */
  const begin = (): void => {
    if (draft.over() || url === null || listeners.size === 0) return;
    const mine = new AbortController();
    control = mine;
    queueMicrotask(() => void follow(url, mine));
  };
  const leave = (): void => {
    control?.abort();
    cancelShow?.();
    cancelShow = null;
    shown = look();
  };

  return {
    url,
    snapshot: () => shown,
    initial: () => initial,
    configure: (projection, options) => {
      current = { projection, options };
    },
    subscribe: (listener) => {
      listeners.add(listener);
      if (listeners.size === 1) begin();
      return () => {
        listeners.delete(listener);
        if (listeners.size === 0) leave();
      };
    },
  };
};
