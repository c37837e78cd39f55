import {
  type Adapter,
  type Batch,
  type Cursors,
  createStreams,
  type EventStore,
  type Expected,
  type Notice,
  type Notifier,
  type Settings,
  type StreamId,
  type Streams,
  type Topic,
} from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { seededIds, type VirtualClock, virtualClock } from "@segno/testkit";
import { z } from "zod";

export const schema = z.object({ content: z.string() });
export type Said = z.infer<typeof schema>;
export const said = (content: string): Said => ({ content });

/** How the surroundings misbehave; a test turns these as it goes. */
export type Weather = {
  /** Every call of the store rejects, and nothing is done. */
  down: boolean;
  /** The next so many appends are done, but their replies are lost. */
  loseReplies: number;
  /** What becomes of a notice: delivered as often as the list is long. */
  notices: (notice: Notice, topic: Topic) => readonly Notice[];
  /** Subscribing rejects. */
  deaf: boolean;
  /** As when its memory is full: batches with chunks are refused by the server, all else passes. */
  full: boolean;
  /** Every append takes so many ms, */
  appendMs: number;
  /** and its answer so many more. */
  replyMs: number;
  /** Every acknowledgement takes so many ms. */
  ackMs: number;
};

export type Counts = {
  appends: number;
  reads: number;
  subscribes: number;
  subscriptions: number;
  batches: number[];
  /** The offsets of readers' signs of life, 0 where that is all they are. */
  signs: number[];
  looks: number;
};

export type World = {
  readonly clock: VirtualClock;
  readonly weather: Weather;
  readonly counts: Counts;
  /** The adapter underneath, in good weather. */
  readonly adapter: Adapter;
  readonly streams: Streams<Said>;
  /** Another process over the same store. */
  readonly process: (settings?: Partial<Settings>) => Streams<Said>;
  /** The store forgets all appends after the first `kept`, as a failover to a lagging replica does. */
  readonly forget: (kept: number) => Promise<void>;
};

type Recorded = readonly [id: StreamId, batch: Batch, expected: Expected];

const lost = (): Error => new Error("connection lost");

export const createWorld = (settings: Partial<Settings> = {}): World => {
  const clock = virtualClock();
  let adapter = memoryStreams({ clock });
  const log: Recorded[] = [];
  let seed = 0;
  const counts: Counts = {
    appends: 0,
    reads: 0,
    subscribes: 0,
    subscriptions: 0,
    batches: [],
    signs: [],
    looks: 0,
  };
  const weather: Weather = {
    down: false,
    loseReplies: 0,
    notices: (notice) => [notice],
    deaf: false,
    full: false,
    appendMs: 0,
    replyMs: 0,
    ackMs: 0,
  };

  const through = async <T>(call: () => Promise<T>): Promise<T> => {
    if (weather.down) throw lost();
    return call();
  };

  const store: EventStore = {
    append: (id, batch, expected) =>
      through(async () => {
        counts.appends++;
        counts.batches.push(batch.entries.length);
        if (weather.appendMs > 0) {
          await new Promise<void>((resolve) => void clock.after(weather.appendMs, resolve));
        }
        if (weather.full && batch.entries.length > 0 && !batch.end) throw new Error("OOM");
        const answer = await adapter.store.append(id, batch, expected);
        if (answer._tag === "Right" && !answer.right.duplicate) log.push([id, batch, expected]);
        if (weather.replyMs > 0) {
          await new Promise<void>((resolve) => void clock.after(weather.replyMs, resolve));
        }
        if (weather.loseReplies > 0) {
          weather.loseReplies--;
          throw lost();
        }
        return answer;
      }),
    read: (id, after, limit) =>
      through(() => {
        counts.reads++;
        return adapter.store.read(id, after, limit);
      }),
    head: (id) => through(() => adapter.store.head(id)),
    expiry: (id) => through(() => adapter.store.expiry(id)),
    remove: (id, incarnation) =>
      through(async () => {
        const answer = await adapter.store.remove(id, incarnation);
        if (weather.loseReplies > 0) {
          weather.loseReplies--;
          throw lost();
        }
        return answer;
      }),
  };

  const places = (): Cursors => {
    const { cursors } = adapter;
    if (!cursors) throw new Error("The memory keeps places.");
    return cursors;
  };
  const cursors: Cursors = {
    read: (...args) =>
      through(() => {
        counts.looks++;
        return places().read(...args);
      }),
    advance: (...args) =>
      through(async () => {
        counts.signs.push(args[2].offset);
        if (weather.ackMs > 0) {
          await new Promise<void>((resolve) => void clock.after(weather.ackMs, resolve));
        }
        const answer = await places().advance(...args);
        if (weather.loseReplies > 0) {
          weather.loseReplies--;
          throw lost();
        }
        return answer;
      }),
    remove: (...args) => through(() => places().remove(...args)),
    forget: (...args) => through(() => places().forget(...args)),
  };

  const notifier: Notifier = {
    subscribe: async (id, topic, listener) => {
      if (weather.deaf || weather.down) throw lost();
      const subscription = await adapter.notifier.subscribe(id, topic, (notice) => {
        for (const heard of weather.notices(notice, topic)) listener(heard);
      });
      counts.subscribes++;
      counts.subscriptions++;
      return {
        close: async () => {
          counts.subscriptions--;
          await subscription.close();
        },
      };
    },
    publish: (id, topic, notice) => adapter.notifier.publish(id, topic, notice),
  };

  const process = (more: Partial<Settings> = {}): Streams<Said> =>
    createStreams({
      store,
      notifier,
      ...(adapter.groups && { groups: adapter.groups }),
      catalogue: { list: (options) => adapter.catalogue.list(options) },
      cursors,
      close: async () => {},
      chunk: schema,
      text: (payload) => payload.content,
      clock,
      ids: seededIds(clock, ++seed),
      ...settings,
      ...more,
    });

  return {
    clock,
    weather,
    counts,
    get adapter() {
      return adapter;
    },
    streams: process(),
    process,
    forget: async (kept) => {
      const known = log.splice(0, log.length).slice(0, kept);
      adapter = memoryStreams({ clock });
      for (const [id, batch, expected] of known) {
        const { head } = await adapter.store.head(id);
        // The replica holds the same epochs, whatever the time is by now.
        const again = expected._tag === "unchanged" && head ? { ...expected, ...head } : expected;
        await adapter.store.append(id, batch, { ...again, _tag: expected._tag } as Expected);
        log.push([id, batch, expected]);
      }
    },
  };
};

/** Everything that a follower gives, and how it ended. */
export const drain = async <T>(
  events: AsyncIterable<T>,
): Promise<{ readonly events: T[]; readonly error: unknown }> => {
  const seen: T[] = [];
  try {
    for await (const event of events) seen.push(event);
    return { events: seen, error: null };
  } catch (error) {
    return { events: seen, error };
  }
};

export const codeOf = (error: unknown): unknown =>
  error instanceof Error && "code" in error ? error.code : error;

/** The code a promise rejects with; what it resolves to otherwise, so that a test shows it. */
export const rejection = async (promise: Promise<unknown>): Promise<unknown> => {
  try {
    return { resolved: await promise };
  } catch (error) {
    return codeOf(error);
  }
};
