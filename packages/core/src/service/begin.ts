import { isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import type { Batch, Entry } from "../ports/event-store.ts";
import type { IfEnded, IfStale } from "../stream/commands.ts";
import type { Json } from "../stream/events.ts";
import type { Head, Term } from "../stream/head.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";
import type { AckWindowOptions } from "./ack-window.ts";
import { checkName, checkNote, checkOneOf } from "./checks.ts";
import type { Context } from "./context.ts";
import type { HoldUntil } from "./groups/hold.ts";
import { lastEpochOf } from "./last-epoch.ts";
import { patienceOf } from "./persist.ts";
import { refusalError } from "./refuse.ts";
import { checkTtls, heartbeatOf } from "./settings.ts";
import { type Change, type Settled, settle } from "./settle.ts";

export type StartOptions = {
  /** Holds the producer (`ready`, `desiredSize`, `pipeTo`) while a reader owes acknowledgements, as long as it is there. */
  readonly ackWindow?: AckWindowOptions;
  readonly owner?: string;
  readonly kind?: string;
  readonly metadata?: Json;
  /** What to do where a live stream's lease is over: begin anew (the default), go on where it stands, or refuse. */
  readonly ifStale?: IfStale | undefined;
  /** What to do where the stream has ended: begin anew (the default), which drops what it held, or refuse. */
  readonly ifEnded?: IfEnded | undefined;
  /** For this stream; fixed in its head. In milliseconds. */
  readonly leaseMs?: number;
  readonly activeTtlMs?: number;
  readonly endedTtlMs?: number;
  /** Keeps the stream until groups are through with it, and only then for its ended TTL. */
  readonly holdUntil?: HoldUntil;
};

/** A term that was won, and how to tell the time of its events. */
export type Begun = {
  readonly id: StreamId;
  readonly term: Term;
  readonly place: Place;
  /** Of the last event: another's where a life was taken over. */
  readonly lastEpoch: number;
  readonly began: "new" | "recreated" | "taken-over";
  /** As the stream has it, whoever started it. */
  readonly owner: string | undefined;
  readonly startedAt: number;
  /** On `clock.elapsed()`: the writer's clock, set by the store's. */
  readonly begunAt: number;
};

const termOf = <A>(context: Context<A>, options: StartOptions): Term => {
  const { settings } = context;
  const term: Term = {
    producer: context.ids.next(),
    leaseMs: options.leaseMs ?? settings.leaseMs,
    activeTtlMs: options.activeTtlMs ?? settings.activeTtlMs,
    endedTtlMs: options.endedTtlMs ?? settings.endedTtlMs,
  };
  checkTtls(term, settings.graceMs);
  return term;
};

/** A slow answer leaves in doubt what began first; each further look is unlikely to be as slow. */
const mostQuestions = 4;

const startedOf = (encode: () => Entry): Entry => {
  try {
    return encode();
  } catch (cause) {
    throw new SegnoError("invalid-payload", "The metadata of a stream must be JSON", { cause });
  }
};

/** How many ms after its start an event comes that is written at this `clock.elapsed()`. */
export const ageAt = ({ begunAt }: Begun, elapsed: number): number =>
  Math.max(0, Math.round(elapsed - begunAt));

type Won = Pick<Begun, "place" | "began" | "startedAt"> & {
  readonly now: number;
  /** The head of the life that was taken over. */
  readonly head: Head | null;
};

/** What each try of a call would begin, by the name that it gave the life; any other life can only be taken over. */
type Tries = ReadonlyMap<Incarnation, "new" | "recreated">;

const wonBy = (settled: Settled, tries: Tries): Won | null => {
  if (settled._tag === "removed") return null;
  if (settled._tag === "appended") {
    const { appended, met } = settled;
    const { place, now } = appended;
    const began = tries.get(place.incarnation);
    if (began) return { place, began, startedAt: now, now, head: null };
    return { place, began: "taken-over", startedAt: met?.startedAt ?? now, now, head: met };
  }
  // The reply was lost, but the head bears this call's name.
  const { head, now } = settled;
  const { incarnation, startedAt, epoch, offset } = head;
  const began = tries.get(incarnation);
  return began
    ? { place: { incarnation, epoch: 1, offset: 1 }, began, startedAt, now, head: null }
    : { place: { incarnation, epoch, offset }, began: "taken-over", startedAt, now, head };
};

/** Opens a stream for writing, or rejects: `stream-active`, `superseded`, `store-unavailable` (P1, P6). */
export const begin = async <A>(
  context: Context<A>,
  id: StreamId,
  options: StartOptions,
  traceparent?: string,
): Promise<Begun> => {
  const { clock, codec, ids, settings } = context;
  const term = termOf(context, options);
  const { producer } = term;
  const { owner, kind, metadata, ifStale = "recreate", ifEnded = "recreate" } = options;
  checkOneOf("ifStale", ifStale, ["recreate", "take-over", "refuse"]);
  checkOneOf("ifEnded", ifEnded, ["recreate", "refuse"]);
  checkName("owner", owner);
  checkName("kind", kind);
  const named = { ...(owner !== undefined && { owner }), ...(kind !== undefined && { kind }) };
  const encoded = startedOf(() =>
    codec.started({
      at: clock.now(),
      ...named,
      ...(metadata !== undefined && { metadata }),
      ...(traceparent !== undefined && { traceparent }),
    }),
  );
  const started = checkNote(encoded, "What a start says");
  const asked = clock.elapsed();
  const shortestTtl = Math.min(term.activeTtlMs, term.endedTtlMs);
  const tries = new Map<Incarnation, "new" | "recreated">();
  const batchOf = (change: Change, met: Head | null): Batch => {
    if (change === "take-over") return { entries: [], takeOver: term };
    // Each try names a life of its own: one whose reply was lost may be gone by the next, and read by others.
    const incarnation = ids.next();
    tries.set(incarnation, met ? "recreated" : "new");
    return { entries: [started], start: { ...term, ...named, incarnation } };
  };

  const settled = await settle(context, {
    id,
    command: (_, timing) => ({
      type: "start",
      call: producer,
      ifStale,
      ifEnded,
      askedMsAgo: clock.elapsed() - asked,
      askedMsBefore: timing.sentAt - asked,
      mayLook: timing.asked < mostQuestions,
    }),
    batchOf,
    // Else a start in doubt could outlive its own stream, and begin a second one.
    until: asked + Math.min(settings.commandTimeoutMs, Math.floor(shortestTtl / 2)),
  });
  if (isLeft(settled)) throw refusalError(id, settled.left);
  const won = wonBy(settled.right, tries);
  if (!won) throw refusalError(id, { _tag: "not-found" });
  const { place, began, startedAt, now, head } = won;
  const begunAt = clock.elapsed() - (now - startedAt);
  // It has begun: where nobody can say, it is not refused for that, and no sign of life is late.
  const patience = patienceOf(context, heartbeatOf(settings, term), `start ${id}`);
  const lastEpoch = head
    ? await lastEpochOf(context, patience, id, place).catch(() => place.epoch)
    : place.epoch;
  return {
    id,
    term,
    place,
    lastEpoch,
    began,
    owner: head ? head.owner : owner,
    startedAt,
    begunAt,
  };
};
