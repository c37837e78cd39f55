import { isSegnoError, type Recorded } from "@segno/core";
import type { Said } from "../../kit/stage.ts";
import {
  overAdapter,
  type ServiceSaboteur,
  withFollow,
  withSettings,
  withStreams,
} from "./service-saboteur.ts";

const done = { done: true, value: undefined } as const;

export const followingServiceSaboteurs: readonly ServiceSaboteur[] = [
  overAdapter("goes on by the offset alone, in whatever life", [
    "a recreated stream begins anew for its readers, marked as a reset",
  ]),
  overAdapter("reads exclusively, without a look at the epoch", [
    "hole 14: another's event in the place of one that was lost is diverged, not a clean end",
  ]),
  overAdapter("closes gaps by renumbering", [
    "hole 15: what a failover forgot its producer sends again, and readers notice nothing",
  ]),
  overAdapter("accepts a fenced writer", [
    "hole 6: a takeover that a failover forgot is fenced once another has taken over",
  ]),
  {
    name: "waits for ever for what nobody sends again",
    breaks: ["what nobody sends again is diverged for who saw it, within lease and grace"],
    create: withSettings({ graceMs: 100_000_000, activeTtlMs: 1_000_000_000 }),
  },
  overAdapter("lets the log expire ten milliseconds after the head", [
    "describe shows one expiry for all of a stream, live and ended",
  ]),
  overAdapter("brings Unicode into another normal form", [
    "payloads of any JSON come back as they were written, live and from the store",
  ]),
  {
    name: "takes the answers that a producer gets for looks, and never looks itself",
    breaks: [
      "who follows beside a producer sees what others did within a position check, though all notices are lost",
    ],
    create: withSettings({ positionCheckMs: 1_000_000_000 }),
  },
  {
    name: "leaves an event out",
    breaks: ["whoever joins, whenever and from wherever, gets every event once and in order"],
    create: withFollow((follow) => ({
      next: async () => {
        const step = await follow.next();
        return !step.done && step.value.offset === 17 ? follow.next() : step;
      },
    })),
  },
  {
    name: "gives an event twice",
    breaks: ["whoever joins, whenever and from wherever, gets every event once and in order"],
    create: withFollow((follow) => {
      let again: Recorded<Said> | null = null;
      return {
        next: async () => {
          if (again?.offset === 17) {
            const value = again;
            again = null;
            return { done: false, value };
          }
          const step = await follow.next();
          again = step.value ?? null;
          return step;
        },
      };
    }),
  },
  {
    name: "resumes one event too late",
    breaks: [
      "folded live, across cuts and lives, from a replay and from read: one state",
      "cut and resumed at any places, a reader loses and doubles nothing",
      "a position gets the rest and the terminal, whether or not the stream has ended meanwhile",
    ],
    create: withFollow((follow, { after }) => {
      let skip = after !== undefined && after !== "0";
      return {
        next: async () => {
          if (skip) await follow.next();
          skip = false;
          return follow.next();
        },
      };
    }),
  },
  {
    name: "waits for no start",
    breaks: ["following before the start waits for it"],
    create: withFollow(
      () => ({}),
      (options) => ({ ...options, wait: 0 }),
    ),
  },
  {
    name: "does not mark a reset",
    breaks: [
      "a recreated stream begins anew for its readers, marked as a reset",
      "a live reader goes on into the next life of a stale stream",
    ],
    create: withFollow((follow) => ({
      next: async () => {
        const step = await follow.next();
        if (step.done) return step;
        const { reset: _, ...value } = step.value;
        return { done: false, value };
      },
    })),
  },
  {
    name: "drops what a slow reader has not taken in time",
    breaks: ["a slow reader holds up nobody and misses nothing"],
    create: withFollow((follow) => {
      const held: IteratorResult<Recorded<Said>, undefined>[] = [];
      let pumping: Promise<void> | null = null;
      const pump = async (): Promise<void> => {
        for (;;) {
          const step = await follow.next();
          held.push(step);
          if (held.length > 64) held.shift();
          if (step.done) return;
        }
      };
      return {
        next: async () => {
          pumping ??= pump();
          while (held.length === 0) await Promise.race([pumping, Promise.resolve()]);
          return held.shift() ?? done;
        },
      };
    }),
  },
  {
    name: "trims ids",
    breaks: ["hostile ids and positions are refused before anything is asked of the store"],
    create: withStreams((streams) => ({
      read: (id) => streams.read(id.trim()),
      stop: (id, options) => streams.stop(id.trim(), options),
    })),
  },
  {
    name: "takes a position that it cannot read for the beginning",
    breaks: [
      "hostile ids and positions are refused before anything is asked of the store",
      "a position of another stream is refused",
    ],
    create: withStreams((streams) => ({
      follow: (id, options = {}) => {
        try {
          return streams.follow(id, options);
        } catch (error) {
          if (isSegnoError(error, "invalid-position")) return streams.follow(id);
          throw error;
        }
      },
    })),
  },
  {
    name: "has no bound for a chunk but the store's",
    breaks: ["a payload that is too large, or no JSON, fails its own write alone"],
    create: withSettings({ maxChunkBytes: 262_144 }),
  },
  {
    name: "lists one page and no more",
    breaks: ["a walk through the list finds every stream, with its status"],
    create: withStreams((streams) => ({
      list: async (options) => ({ ...(await streams.list(options)), cursor: null }),
    })),
  },
];
