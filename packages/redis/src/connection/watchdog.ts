import type { Cancel, Clock } from "@segno/core";
import type { Client } from "./client.ts";
import { every } from "./every.ts";

export type WatchdogDeps = {
  readonly clock: Clock;
  /** The connections to watch, asked anew at each look. */
  readonly targets: () => Iterable<Client>;
  /** Nothing has been heard from it for so long that it is taken for dead. */
  readonly onDead: (target: Client) => void;
  /** How often to look. */
  readonly lookMs: number;
  /** How many looks in a row may hear nothing. */
  readonly patience: number;
};

type Watched = { pinged: boolean; silent: number; read: number; queued: number };

/**
 * Finds connections that look open and are dead: ioredis went more than 12 s without noticing one, with
 * `keepAlive` and `socketTimeout` on. It sends PING and counts looks, not time, so that an event loop that
 * was blocked for a while (one late look, however late) condemns nobody; and any byte that moves is a sign
 * of life, for on a slow link a PING waits behind what was sent before it.
 */
export const createWatchdog = (deps: WatchdogDeps): Cancel => {
  const { clock, targets, onDead, lookMs, patience } = deps;
  const known = new WeakMap<Client, Watched>();

  const ping = (target: Client, watched: Watched): void => {
    // An error is an answer too; a connection that closes is told by its own event.
    const answered = (): void => {
      watched.pinged = false;
      watched.silent = 0;
    };
    watched.pinged = true;
    target.ping().then(answered, answered);
  };

  const look = (target: Client): void => {
    const { status, stream } = target;
    const read = stream?.bytesRead ?? 0;
    const queued = stream?.writableLength ?? 0;
    const watched = known.get(target) ?? { pinged: false, silent: 0, read, queued };
    known.set(target, watched);
    const moved = read !== watched.read || (watched.queued > 0 && queued < watched.queued);
    watched.read = read;
    watched.queued = queued;
    // "connect" is the handshake, which a dead peer leaves unanswered; dialling has a time-out of its own.
    if (status !== "ready" && status !== "connect") {
      watched.pinged = false;
      watched.silent = 0;
      return;
    }
    watched.silent = moved ? 0 : watched.silent + 1;
    if (watched.silent > patience) {
      watched.silent = 0;
      watched.pinged = false;
      onDead(target);
    } else if (status === "ready" && !watched.pinged && watched.silent > 0) {
      ping(target, watched);
    }
  };

  return every(clock, lookMs, () => {
    for (const target of targets()) look(target);
  });
};
