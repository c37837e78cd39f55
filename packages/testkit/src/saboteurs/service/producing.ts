import { type Batch, type EventStore, isSegnoError, type Position } from "@segno/core";
import {
  overAdapter,
  type ServiceSaboteur,
  withRun,
  withSettings,
  withStreams,
  withWriter,
} from "./service-saboteur.ts";

export const producingServiceSaboteurs: readonly ServiceSaboteur[] = [
  overAdapter("looks first and starts then", [
    "of concurrent starts from many processes exactly one wins",
  ]),
  overAdapter("accepts a fenced writer", [
    "after a takeover the old producer is told, and nothing of it is stored",
  ]),
  overAdapter("stores what is sent again a second time", [
    "whatever replies are lost, what a producer wrote is stored once, in order",
  ]),
  overAdapter("stops whatever life it meets", [
    "hole 3: a stop whose reply was lost ends no later life",
  ]),
  overAdapter("says of every stop that it was the one", [
    "a stop that races a completion: one terminal, and both are told which",
  ]),
  overAdapter("forgets what it had stored once a stream has ended", [
    "hole 11: after a stop, writes that are durable resolve and the others reject",
  ]),
  overAdapter("takes an empty batch on an ended stream for a duplicate", [
    "hole 17: a stop is heard that came before the producer's subscription was up",
  ]),
  {
    name: "never takes over, even where asked",
    breaks: ["what has ended is begun anew, what is stale too or gone on with"],
    create: withStreams((streams) => ({
      start: (id, { ifStale: _, ...options } = {}) => streams.start(id, options),
    })),
  },
  {
    name: "runs over a store whose looks give a time long past",
    breaks: [
      "a start that follows an end is not taken for an earlier one, however slow the answer",
    ],
    wrap: (adapter) => ({
      ...adapter,
      store: {
        ...adapter.store,
        head: async (id) => {
          const seen = await adapter.store.head(id);
          return { ...seen, now: seen.head?.startedAt ?? seen.now };
        },
      },
    }),
  },
  {
    name: "starts once more where it is told that it was overtaken",
    breaks: ["hole 8: a start supersedes nothing that began after it asked"],
    create: withStreams((streams) => ({
      start: async (id, options) => {
        try {
          return await streams.start(id, options);
        } catch (error) {
          if (!isSegnoError(error, "superseded")) throw error;
          return streams.start(id, options);
        }
      },
    })),
  },
  {
    name: "gives whatever a start begins the name of its call",
    breaks: [
      "a start in doubt whose stream is removed begins another life, not the same one again",
    ],
    create:
      (create) =>
      ({ store, ...options }) => {
        const named = ({ start, ...batch }: Batch): Batch =>
          start ? { ...batch, start: { ...start, incarnation: start.producer } } : batch;
        const append: EventStore["append"] = (id, batch, expected) =>
          store.append(id, named(batch), expected);
        return create({ ...options, store: { ...store, append } });
      },
  },
  {
    name: "tells every write the place of the last one",
    breaks: ["a write resolves with the position at which it can be found"],
    create: withWriter((writer) => ({
      write: async (data) => {
        await writer.write(data);
        return writer.position;
      },
    })),
  },
  {
    name: "completes a stream whose source threw",
    breaks: ["a source that throws ends the stream as failed, and run rejects with its error"],
    create: withStreams((streams) => ({
      run: withRun(streams, (produce) => async (run) => {
        try {
          await produce(run);
        } catch {
          // As if nothing had happened.
        }
      }),
    })),
  },
  {
    name: "takes a write for durable when it is sent",
    breaks: ["what cannot be made durable rejects its write, ready and complete, and start"],
    create: withWriter((writer) => ({
      write: async (data) => {
        writer.write(data).catch(() => {});
        return "" as Position;
      },
    })),
  },
  {
    name: "is always ready",
    breaks: [
      "a producer that waits for ready is held back by a slow store, and holds a bounded window",
    ],
    create: withWriter(() => ({ ready: Promise.resolve() })),
  },
  {
    name: "returns from a stop before it is stored",
    breaks: ["once a stop has returned, no further chunk is stored"],
    create: withStreams((streams) => ({
      stop: async (id, options) => {
        const { position } = await streams.describe(id);
        streams.stop(id, options).catch(() => {});
        return { terminal: "stopped", position, mine: true };
      },
    })),
  },
  {
    name: "hears nothing that others do to its stream",
    breaks: [
      "a stop fires the producer's signal at once, while it waits for the model",
      "a held producer is alive, and a stop ends its wait at once and leaves nothing behind",
    ],
    wrap: (adapter) => ({
      ...adapter,
      notifier: {
        publish: (...args) => adapter.notifier.publish(...args),
        subscribe: (id, topic, listener) =>
          adapter.notifier.subscribe(id, topic, topic === "control" ? () => {} : listener),
      },
    }),
  },
  {
    name: "says of whatever has ended that it stopped it",
    breaks: ["stopping what has ended, or is not there, says so and changes nothing"],
    create: withStreams((streams) => ({
      stop: async (id, options) => {
        const ended = await streams.stop(id, options);
        return { ...ended, terminal: "stopped", mine: true };
      },
    })),
  },
  {
    name: "never gives a producer up",
    breaks: [
      "a producer that dies is declared lost once, within lease + grace + 1 s, while it is followed",
      "a producer that dies is declared lost in time by a reader that is slow, too",
      "a dead producer that nobody follows is noticed by a look",
    ],
    create: withSettings({ graceMs: 10_000_000, activeTtlMs: 100_000_000 }),
  },
  {
    name: "gives a producer up as soon as its lease is over",
    breaks: ["hole 10: an outage longer than the lease kills no living producer"],
    create: withSettings({ graceMs: 2, heartbeatMs: 1, backoffCapMs: 1 }),
  },
  {
    name: "gives no sign of life while it has nothing to say",
    breaks: ["a silent producer that lives is never declared lost"],
    create: withSettings({ idleMs: 1 }),
  },
  {
    name: "gives signs of life for ever, also of a writer that was forgotten",
    breaks: [
      "hole 18: a writer that was leaked is declared lost after its idle cap",
      "a writer that was leaked is declared lost for who follows beside it, too",
    ],
    create: (create) => (options) => create({ ...options, idleMs: 1_000_000_000 }),
  },
];
