import type { Either } from "fp-ts/lib/Either.js";
import type { Head } from "../stream/head.ts";
import type { ConsumerName, GroupName, Incarnation, StreamId } from "../stream/ids.ts";
import type { StoredEntry } from "./event-store.ts";

/** At most so many parcels are handed out at once. */
export const maxParcels = 1_000;

/**
 * What is handed out: one event, or several that a store keeps together. They are acknowledged one by one, but are
 * counted, claimed and given back together.
 */
export type Parcel = {
  /** By what the adapter knows it again; opaque. */
  readonly ref: string;
  /** Those of its events that are neither acknowledged nor dead, in order. */
  readonly entries: readonly StoredEntry[];
  /** How often it was handed out, this time included. It counts anew when one of its events has died. */
  readonly deliveries: number;
};

/** One consumer of one group. No two at a time may have one name. */
export type Membership = { readonly group: GroupName; readonly consumer: ConsumerName };

export type Taking = Membership & {
  /** The life that is meant; without it, the one that is there. */
  readonly incarnation?: Incarnation;
  /** Where a group begins that is not there yet: with the first event, or behind the last. */
  readonly from: "start" | "end";
  /** How many parcels at the most, 1 to `maxParcels`. */
  readonly limit: number;
  /** What was handed out this long ago, in ms, and not renewed, may be claimed by anybody. */
  readonly idleMs: number;
  /**
   * What this consumer knows that it holds. What it was handed besides comes again: its reply was lost, or an earlier
   * one of its name was; the latter is `counted`.
   */
  readonly again?: { readonly holding: readonly string[]; readonly counted: boolean };
};

export type Taken = {
  readonly head: Head;
  /** The store's time. */
  readonly now: number;
  readonly parcels: readonly Parcel[];
  /** The stream has ended, and the group is done with all of it, its dead letters counted in. */
  readonly through: boolean;
};

/**
 * - `not-found`: nothing lives under the id.
 * - `changed`: another life does.
 * - `trimmed`: what the group is to be handed is gone, or part of it.
 */
export type GroupRefusal =
  | { readonly _tag: "not-found"; readonly now: number }
  | { readonly _tag: "changed"; readonly head: Head; readonly now: number }
  | { readonly _tag: "trimmed"; readonly head: Head; readonly now: number };

/** Some events of one parcel, by their offsets. */
export type Receipt = { readonly ref: string; readonly offsets: readonly number[] };

export type Settling = Membership & {
  readonly incarnation: Incarnation;
  /** Never handed out again, whoever holds them by now; dead letters among them are none any more. */
  readonly acknowledged?: readonly Receipt[];
  /**
   * Kept as dead letters, and as good as acknowledged. The delivery that they die of was seen by nobody and is not
   * counted. What was acknowledged meanwhile stays so.
   */
  readonly dead?: readonly Receipt[];
  /** For whoever asks next; a delivery that nobody has seen is not counted. What others hold by now is theirs. */
  readonly returned?: readonly { readonly ref: string; readonly unseen: boolean }[];
  /** Still in work: as if handed out now, but not counted. What others hold by now is theirs. */
  readonly renewed?: readonly string[];
  /** The consumer goes: once it holds nothing more, nothing is kept of it. */
  readonly leaves?: boolean;
};

/** What several groups must be through with before a stream may go. */
export type Hold = {
  readonly groups: readonly GroupName[];
  /** From then on the stream is kept for so long. */
  readonly endedTtlMs: number;
};

export type DeadEntry = { readonly stored: StoredEntry; readonly deliveries: number };

export type Letters = {
  readonly head: Head;
  /** In order. */
  readonly letters: readonly DeadEntry[];
};

/** How far one group is. Parcels are counted, not events: there are as many events, or more. */
export type GroupStanding = {
  readonly group: GroupName;
  /** The offset up to which it was handed out. */
  readonly delivered: number;
  /** Handed out, and neither acknowledged nor dead. */
  readonly pending: number;
  readonly dead: number;
  readonly through: boolean;
};

export type Standings = {
  readonly head: Head;
  readonly groups: readonly GroupStanding[];
  /** Whom the stream is kept for; null where nobody holds it. */
  readonly hold: Hold | null;
};

/**
 * Consumers who share a stream's events: each event is handed to one of a group, again and again until it is
 * acknowledged. Groups belong to one life of a stream: they expire with it at the same instant (P15), and go with it.
 *
 * Waiting is the caller's: a call answers at once. What is given back, and that a group is through, is announced under
 * `events` as an append of nothing, so that others look.
 */
export interface Groups {
  /**
   * Hands out either one parcel that has to come again, alone (so that what brings its consumer down takes nothing else
   * with it), or the next ones that nobody has had, in order. Makes the group where it is not there yet.
   */
  take(id: StreamId, taking: Taking): Promise<Either<GroupRefusal, Taken>>;

  /** All of it or nothing. To say it again changes nothing more; what the group does not know is passed over. */
  settle(
    id: StreamId,
    settling: Settling,
  ): Promise<Either<GroupRefusal, Pick<Taken, "now" | "through">>>;

  /**
   * Keeps that life for these groups. In the moment in which all are through, and it has ended, head and log get
   * another expiry: `endedTtlMs` from then on, if that is sooner.
   */
  hold(
    id: StreamId,
    incarnation: Incarnation,
    hold: Hold,
  ): Promise<Either<GroupRefusal, Pick<Taken, "now">>>;

  /** Some dead letters behind an offset, of `limit` parcels at the most; never writes. */
  letters(
    id: StreamId,
    group: GroupName,
    after: number,
    limit: number,
  ): Promise<Either<GroupRefusal, Letters>>;

  /** Every group of the life that is there; never writes. */
  list(id: StreamId): Promise<Either<GroupRefusal, Standings>>;
}
