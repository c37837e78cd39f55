import { checkOptions } from "../errors/check-options.ts";
import { SegnoError } from "../errors/segno-error.ts";
import type { Clock } from "../ports/clock.ts";
import type { Compact } from "../ports/compact.ts";
import type { Observer, Stats } from "../ports/observer.ts";
import type { StreamId } from "../stream/ids.ts";
import { AckWindow, type Window, windowOf } from "./ack-window.ts";
import { Alarms } from "./alarms.ts";
import type { Begun, StartOptions } from "./begin.ts";
import { beginObserved } from "./begin-observed.ts";
import { checkSignal, checkWhole, longestWaitMs } from "./checks.ts";
import { compact } from "./compact.ts";
import type { Context } from "./context.ts";
import { createWriter } from "./create-writer.ts";
import { start as beginning, type Cursor } from "./cursor.ts";
import { describe } from "./describe.ts";
import { createFollow } from "./follow.ts";
import { hold, holdOf } from "./groups/hold.ts";
import { createSharing } from "./groups/sharing.ts";
import { Hubs } from "./hubs.ts";
import { createKeeping } from "./keeping.ts";
import { list } from "./list.ts";
import { createLossWatch } from "./loss-watch.ts";
import { followNames, listNames, removeNames, startNames, stopNames } from "./option-names.ts";
import { checkSource, pour } from "./pipe.ts";
import { ack, forgetReader, playedUntil } from "./played-until.ts";
import { read } from "./read.ts";
import { createReaderFollow } from "./reader-follow.ts";
import { cursorsOf, readerOf } from "./readers.ts";
import { cursorOf, streamIdOf } from "./refuse.ts";
import { remove } from "./remove.ts";
import { type Run, runWith } from "./run.ts";
import { stop } from "./stop.ts";
import type { Streams } from "./streams.ts";
import { observing, Tally } from "./tally.ts";
import type { OwnedWriter } from "./writer.ts";

/** All that one adapter's streams can do, those of a tenant or of none. */
export type Service<A> = Omit<Streams<A>, "forTenant" | typeof Symbol.asyncDispose> & {
  /** Nothing of it is under way: to forget it loses nothing but what it counted. */
  readonly isIdle: () => boolean;
  /** From here on nobody looks at it. */
  readonly unobserve: () => void;
  /** What all that it has handed out holds on to: a follower that nobody has pulled yet, say. */
  readonly anchor: object;
};

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

export const closedError = (): SegnoError => new SegnoError("closed", "These streams are closed");

/** The service over one adapter. Its `close` ends what is under way; the adapter stays open. */
export const openService = <A>(
  given: Omit<Context<A>, "tally" | "observer" | "beats">,
  text: ((data: A) => string) | undefined,
  observer: Observer | undefined,
): Service<A> => {
  const { clock, settings, tenant = null, storeStats = null } = given;
  const pending = new Set<Promise<unknown>>();

  /** What a close waits for. */
  const track = <T>(work: Promise<T>): Promise<T> => {
    pending.add(work);
    const settled = (): void => void pending.delete(work);
    work.then(settled, settled);
    return work;
  };

  const writers = new Set<OwnedWriter<A>>();
  const tally = new Tally();
  const stats = (): Stats => tally.stats(writers.size);
  const watching = observing(observer, { tenant, stats, storeStats });
  const rewrite = given.compact;
  const compacting = rewrite && { compact: (...of: Parameters<Compact>) => track(rewrite(...of)) };
  const beats = new Alarms(clock, "background");
  const context: Context<A> = { ...given, ...compacting, tally, beats, observer: watching };
  let isObserved = true;
  const unobserve = (): void => {
    if (isObserved) watching?.close?.();
    isObserved = false;
  };
  const lossWatch = createLossWatch(context);
  const hubs = new Hubs(context, lossWatch);
  let closing: Promise<void> | null = null;

  /** Checked at the edge of every call. */
  const open = (id: string): StreamId => {
    if (closing) throw closedError();
    return streamIdOf(id);
  };

  const closed = (): SegnoError | null => (closing ? closedError() : null);

  const sharing = createSharing<A>({
    context,
    alarms: hubs.alarms,
    lossWatch,
    open,
    closed,
  });

  const keeping = createKeeping({ context, lossWatch, closed });

  const forget = (writer: OwnedWriter<A>): void => void writers.delete(writer);

  const startWriter = (id: string, startOptions: StartOptions): Promise<OwnedWriter<A>> =>
    track(openWriter(id, startOptions));

  const openWriter = async (id: string, startOptions: StartOptions): Promise<OwnedWriter<A>> => {
    const streamId = open(id);
    checkOptions("start", startOptions, startNames);
    const window = windowOf(context, startOptions.ackWindow);
    const held = holdOf(context, startOptions);
    const begun = await beginObserved(context, streamId, held?.start ?? startOptions);
    const writer = createWriter(context, begun, hubs, forget);
    writers.add(writer);
    if (held) await hold(context, writer, held);
    if (window) await waitFor(writer, begun, window);
    if (!closing) return writer;
    await writer[Symbol.asyncDispose]();
    throw closedError();
  };

  /** A stream whose reader cannot be waited for has begun all the same: it ends with the reason. */
  const waitFor = async (writer: OwnedWriter<A>, begun: Begun, window: Window): Promise<void> => {
    try {
      writer.heldBy(await AckWindow.open(context, begun, window));
    } catch (error) {
      writer.fail(error).catch(() => {});
      throw error;
    }
  };

  const close = async (): Promise<void> => {
    hubs.close(closedError());
    lossWatch.close();
    // A store that does not answer must not hold up a process that wants to end: its leases run out.
    const ending = [...writers].map((writer) => writer[Symbol.asyncDispose]());
    const leaving = sharing.close(closedError());
    await waitAtMost(clock, settings.commandTimeoutMs, [...ending, leaving, ...pending]);
    unobserve();
  };

  return {
    ...sharing.calls,
    ...keeping,
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
      const { after, reader, signal, wait } = followOptions;
      const from = after === undefined ? null : cursorOf(streamId, after);
      checkSignal(signal);
      if (wait !== undefined) checkWhole("wait", wait, 0, longestWaitMs);
      const waitFor = ({ offset }: Cursor): number => wait ?? (offset > 0 ? 0 : settings.waitMs);
      const asked = { hubs, id: streamId, signal };
      if (reader === undefined) {
        const place = from ?? beginning;
        return createFollow({ ...asked, from: place, waitMs: waitFor(place) });
      }
      const named = { cursors: cursorsOf(context), reader: readerOf(reader) };
      return createReaderFollow({ ...asked, ...named, from, waitFor, track });
    },
    ack: async (id, reader, position) => ack(context, open(id), readerOf(reader), position),
    playedUntil: async (id, reader) => playedUntil(context, open(id), readerOf(reader)),
    forgetReader: async (reader) => {
      if (closing) throw closedError();
      return forgetReader(context, readerOf(reader));
    },
    read: async (id) => read(context, open(id), text),
    describe: async (id) => describe(context, lossWatch, open(id)),
    list: async (listOptions = {}) => {
      if (closing) throw closedError();
      checkOptions("list", listOptions, listNames);
      return list(context, lossWatch, listOptions, writers.size);
    },
    compact: async (id) => compact(context, open(id)),
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
    stats,
    unobserve,
    anchor: context,
    newId: () => streamIdOf(context.ids.next()),
    isIdle: () =>
      writers.size === 0 &&
      pending.size === 0 &&
      hubs.size === 0 &&
      lossWatch.size() === 0 &&
      sharing.isIdle(),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};
