import { setTimeout as pause } from "node:timers/promises";
import { type FollowOptions, isSegnoError } from "@segno/core";
import { isEnd } from "../check/places.ts";
import type { Random } from "../frame/random.ts";
import type { Event, FollowerLog, Sitting } from "../log/history.ts";
import type { Delays } from "./delays.ts";

/** Whose streams can be followed: a process, or one that serves them over HTTP. */
export type Followed = {
  readonly streams: {
    readonly follow: (id: string, options: FollowOptions) => AsyncIterable<Event>;
  };
};

/** One follower that notes what it sees. */
export type Ear = {
  readonly log: FollowerLog;
  /** Settles when it has come to an end of whatever kind. */
  readonly done: Promise<void>;
  readonly count: () => number;
  readonly last: () => Event | undefined;
  readonly ending: () => string;
  /** When it came to its end, on `performance.now()`. */
  readonly endedAt: () => number;
  readonly leave: () => void;
};

export type EarDeps = {
  readonly name: string;
  readonly stream: string;
  readonly proc: Followed;
  readonly random: Random;
  readonly delays: Delays;
  /** Leaves now and then, and comes back with its last position. */
  readonly restless?: boolean;
  /** Comes back after whatever ending, for as long as this holds. */
  readonly persistent?: () => boolean;
  /** Waits this long before each event. */
  readonly slowMs?: number;
  readonly wait?: number;
};

const endingOf = (error: unknown, signal: AbortSignal): string => {
  if (signal.aborted && error === signal.reason) return "aborted";
  return isSegnoError(error) ? error.code : `untyped: ${String(error)}`;
};

export const createEar = (deps: EarDeps): Ear => {
  const { name, stream, proc, random, delays, restless = false, slowMs = 0, wait } = deps;
  const persistent = deps.persistent ?? (() => false);
  const log: FollowerLog = { name, stream, sittings: [] };
  const abort = new AbortController();
  let count = 0;
  let last: Event | undefined;
  let endedAt = Number.NaN;

  const sit = async (): Promise<Sitting> => {
    const after = last?.position ?? null;
    const sitting: Sitting = { after, events: [], ending: "open" };
    log.sittings.push(sitting);
    const satAt = performance.now();
    const budget = restless ? random.whole(1, 400) : Number.POSITIVE_INFINITY;
    try {
      const follow = proc.streams.follow(stream, {
        ...(after !== null && { after }),
        ...(wait !== undefined && { wait }),
        signal: abort.signal,
      });
      for await (const event of follow) {
        sitting.events.push(event);
        last = event;
        count += 1;
        // History is no measure of how soon what is live arrives.
        if (event.type === "chunk" && event.data.t && event.data.t > satAt) {
          delays.add(performance.now() - event.data.t);
        }
        if (sitting.events.length >= budget && !isEnd(event)) {
          sitting.ending = "left";
          return sitting;
        }
        if (slowMs > 0) await pause(slowMs);
      }
      sitting.ending = "terminal";
    } catch (error) {
      sitting.ending = endingOf(error, abort.signal);
    }
    return sitting;
  };

  const listen = async (): Promise<void> => {
    for (;;) {
      const { ending } = await sit();
      if (ending !== "left" && (abort.signal.aborted || !persistent())) break;
      await pause(random.whole(0, 30));
    }
    endedAt = performance.now();
  };

  return {
    log,
    done: listen(),
    count: () => count,
    last: () => last,
    ending: () => log.sittings.at(-1)?.ending ?? "open",
    endedAt: () => endedAt,
    leave: () => abort.abort(new Error("left")),
  };
};
