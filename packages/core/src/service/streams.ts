import type { z } from "zod";
import { createCodec } from "../codec/codec.ts";
import { checkOptions } from "../errors/check-options.ts";
import { SegnoError } from "../errors/segno-error.ts";
import type { Adapter } from "../ports/adapter.ts";
import { type Clock, systemClock } from "../ports/clock.ts";
import type { IdSource } from "../ports/ids.ts";
import type { StreamId } from "../stream/ids.ts";
import { begin, type StartOptions } from "./begin.ts";
import { checkFunction, checkWhole } from "./checks.ts";
import type { Context } from "./context.ts";
import { createWriter } from "./create-writer.ts";
import { start as beginning } from "./cursor.ts";
import { type Description, describe, type StreamTtl } from "./describe.ts";
import type { Ended } from "./ended.ts";
import { createFollow, type Follow, type FollowOptions } from "./follow.ts";
import { Hubs } from "./hubs.ts";
import { type Listed, type ListOptions, list } from "./list.ts";
import { createLossWatch } from "./loss-watch.ts";
import {
  followNames,
  listNames,
  removeNames,
  startNames,
  stopNames,
  streamsNames,
} from "./option-names.ts";
import { checkSource, type Piped, pour, type Source } from "./pipe.ts";
import { type Content, read } from "./read.ts";
import { cursorOf, streamIdOf } from "./refuse.ts";
import { type RemoveOptions, remove } from "./remove.ts";
import { type Run, runWith } from "./run.ts";
import { type Settings, settingsOf } from "./settings.ts";
import { type StopOptions, stop } from "./stop.ts";
import { ulids } from "./ulids.ts";
import type { OwnedWriter, Writer } from "./writer.ts";

export type StreamsOptions<A> = Adapter &
  Partial<Settings> & {
    /** What a payload must be; checked when it is written and when it is read. */
    readonly chunk?: z.ZodType<A>;
    /** What a payload says, for `read`. */
    readonly text?: (data: A) => string;
    /** Brings payloads of earlier versions up to date, before the schema sees them. */
    readonly upcast?: (raw: unknown) => unknown;
    readonly clock?: Clock;
    readonly ids?: IdSource;
  };

/** Resumable streams over one adapter. Every refusal is thrown as a `SegnoError`. */
export interface Streams<A> {
  /** Starts, runs the function, completes when it returns, fails when it throws, ends early when stopped. */
  run(id: string, produce: (run: Run<A>) => Promise<unknown> | unknown): Promise<Ended>;
  run(
    id: string,
    options: StartOptions,
    produce: (run: Run<A>) => Promise<unknown> | unknown,
  ): Promise<Ended>;
  /** Resolves once `started` is durable: `stream-active`, `superseded` or `store-unavailable` otherwise. */
  start(id: string, options?: StartOptions): Promise<Writer<A>>;
  /** Resolves once `started` is durable, and goes on in the background. */
  pipe(id: string, source: Source<A>, options?: StartOptions): Promise<Piped>;
  /** History after a position, then live, then an ending. */
  follow(id: string, options?: FollowOptions): Follow<A>;
  /** The content at once. */
  read(id: string): Promise<Content<A>>;
  /** Metadata, status and TTLs. */
  describe(id: string): Promise<Description & { readonly ttl: StreamTtl }>;
  /** Some streams, and where to go on. */
  list(options?: ListOptions): Promise<Listed>;
  stop(id: string, options?: StopOptions): Promise<Ended>;
  remove(id: string, options?: RemoveOptions): Promise<void>;
  /** A fresh id, for a caller that has none of its own. */
  newId(): StreamId;
  /** Fails what this process still writes as `abandoned`, ends its followers, releases everything. */
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
}

/** A follower that should wait for longer asks again. */
const longestWaitMs = 86_400_000;

const isSignal = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "aborted" in value && "addEventListener" in value;

/** Waits for all of them, but no longer than so many ms. */
const waitAtMost = async (
  clock: Clock,
  ms: number,
  work: readonly Promise<unknown>[],
): Promise<void> => {
  let cancel = (): void => {};
  const timeout = new Promise<void>((resolve) => {
    cancel = clock.after(ms, resolve);
  });
  await Promise.race([Promise.allSettled(work), timeout]);
  cancel();
};

/** What is called later, and must not be found wanting only then. */
const callablesOf = <A>({ text, chunk, upcast, clock, ids }: StreamsOptions<A>) => ({
  ...(text !== undefined && { text }),
  ...(chunk !== undefined && { "chunk.parse": chunk?.parse }),
  ...(upcast !== undefined && { upcast }),
  ...(clock !== undefined && {
    "clock.now": clock?.now,
    "clock.elapsed": clock?.elapsed,
    "clock.after": clock?.after,
  }),
  ...(ids !== undefined && { "ids.next": ids?.next }),
});

export const createStreams = <A = unknown>(options: StreamsOptions<A>): Streams<A> => {
  checkOptions("createStreams", options, streamsNames);
  const { store, notifier, catalogue, text, chunk, upcast, clock = systemClock } = options;
  if (!store || !notifier || !catalogue) {
    throw new SegnoError("invalid-options", "createStreams takes an adapter: memoryStreams(), say");
  }
  for (const [name, value] of Object.entries(callablesOf(options))) checkFunction(name, value);
  const settings = settingsOf(options);
  const context: Context<A> = {
    store,
    notifier,
    catalogue,
    clock,
    settings,
    ids: options.ids ?? ulids(clock),
    codec: createCodec<A>({ ...(chunk && { chunk }), ...(upcast && { upcast }) }),
  };
  const writers = new Set<OwnedWriter<A>>();
  const pending = new Set<Promise<unknown>>();
  const lossWatch = createLossWatch(context);
  const hubs = new Hubs(context, lossWatch);
  const closedError = new SegnoError("closed", "These streams are closed");
  let closing: Promise<void> | null = null;

  /** Checked at the edge of every call. */
  const open = (id: string): StreamId => {
    if (closing) throw closedError;
    return streamIdOf(id);
  };

  const forget = (writer: OwnedWriter<A>): void => void writers.delete(writer);

  const startWriter = (id: string, startOptions: StartOptions): Promise<OwnedWriter<A>> => {
    const starting = openWriter(id, startOptions);
    pending.add(starting);
    const settled = (): void => void pending.delete(starting);
    starting.then(settled, settled);
    return starting;
  };

  const openWriter = async (id: string, startOptions: StartOptions): Promise<OwnedWriter<A>> => {
    const streamId = open(id);
    checkOptions("start", startOptions, startNames);
    const begun = await begin(context, streamId, startOptions);
    const writer = createWriter(context, begun, forget);
    writers.add(writer);
    if (!closing) return writer;
    await writer[Symbol.asyncDispose]();
    throw closedError;
  };

  const close = async (): Promise<void> => {
    hubs.close(closedError);
    lossWatch.close();
    // A store that does not answer must not hold up a process that wants to end: its leases run out.
    const ending = [...writers].map((writer) => writer[Symbol.asyncDispose]());
    await waitAtMost(clock, settings.commandTimeoutMs, [...ending, ...pending]);
    await options.close();
  };

  const streams: Streams<A> = {
    run: async (id, second, third?: (run: Run<A>) => unknown) => {
      const [startOptions, produce] = typeof second === "function" ? [{}, second] : [second, third];
      if (typeof produce !== "function") {
        throw new SegnoError("invalid-options", "run takes a function that produces");
      }
      return runWith(await startWriter(id, startOptions), produce);
    },
    start: (id, startOptions = {}) => startWriter(id, startOptions),
    pipe: async (id, source, startOptions = {}) => {
      checkSource(source);
      const writer = await startWriter(id, startOptions);
      const done = runWith(writer, pour(source));
      done.catch(() => {});
      return { streamId: writer.streamId, position: writer.position, done };
    },
    follow: (id, followOptions = {}) => {
      const streamId = open(id);
      checkOptions("follow", followOptions, followNames);
      const { after, signal, wait } = followOptions;
      const from = after === undefined ? beginning : cursorOf(streamId, after);
      if (signal !== undefined && !isSignal(signal)) {
        throw new SegnoError("invalid-options", "signal is an AbortSignal");
      }
      const waitMs = wait ?? (from.offset > 0 ? 0 : settings.waitMs);
      return createFollow({
        hubs,
        id: streamId,
        from,
        signal,
        waitMs: checkWhole("wait", waitMs, 0, longestWaitMs),
      });
    },
    read: async (id) => read(context, open(id), text),
    describe: async (id) => describe(context, lossWatch, open(id)),
    list: async (listOptions = {}) => {
      if (closing) throw closedError;
      checkOptions("list", listOptions, listNames);
      return list(context, lossWatch, listOptions, writers.size);
    },
    stop: async (id, stopOptions = {}) => {
      const streamId = open(id);
      checkOptions("stop", stopOptions, stopNames);
      return stop(context, streamId, stopOptions);
    },
    remove: async (id, removeOptions = {}) => {
      const streamId = open(id);
      checkOptions("remove", removeOptions, removeNames);
      return remove(context, streamId, removeOptions);
    },
    newId: () => streamIdOf(context.ids.next()),
    close: () => {
      closing ??= close();
      return closing;
    },
    [Symbol.asyncDispose]: () => streams.close(),
  };
  return streams;
};
