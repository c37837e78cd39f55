import { maxParcels } from "../../ports/groups.ts";
import type { ConsumerName, GroupName, StreamId } from "../../stream/ids.ts";
import { checkFunction, checkOneOf, checkSignal, checkWhole, longestWaitMs } from "../checks.ts";
import type { Context } from "../context.ts";
import type { DeadLetter } from "./dead-letters.ts";
import { consumerNameOf, groupNameOf } from "./names.ts";

export type ConsumeOptions<A = unknown> = {
  /** Which group: 1 to 128 of `A-Z a-z 0-9 _ . : ~ -`. Each event is handed to one consumer of it. */
  readonly group: string;
  /**
   * Which of its consumers, named alike; no two at a time. Who comes back under its name is handed at once what it had
   * been handed before. Without it, a fresh name.
   */
  readonly consumer?: string | undefined;
  /** How many events are fetched at once, about, 1 to 1,000; 64 by default. */
  readonly batch?: number | undefined;
  /** After so many ms without an acknowledgement an event is handed out again; 60,000 by default. */
  readonly idleMs?: number | undefined;
  /** What was handed out so often and never acknowledged is a dead letter; 5 by default. */
  readonly maxDeliveries?: number | undefined;
  /** Told of a dead letter before it becomes one; where it rejects, the event stays as it was. */
  readonly onDeadLetter?: ((letter: DeadLetter<A>) => unknown) | undefined;
  /** Where a group begins that is not there yet: `"start"`, the default, or `"end"`. */
  readonly from?: "start" | "end" | undefined;
  /** The caller's own: its abort rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
  /** How long to wait for a stream that is not there yet, in ms; 5 s by default. */
  readonly wait?: number | undefined;
};

/** Options, checked and filled in. */
export type Terms<A> = {
  readonly id: StreamId;
  readonly group: GroupName;
  readonly consumer: ConsumerName;
  /** Somebody may have had this name before. */
  readonly isNamed: boolean;
  readonly batch: number;
  readonly idleMs: number;
  readonly maxDeliveries: number;
  readonly onDeadLetter: ((letter: DeadLetter<A>) => unknown) | undefined;
  readonly from: "start" | "end";
  readonly signal: AbortSignal | undefined;
  readonly waitMs: number;
};

const longestIdleMs = 86_400_000;
const mostDeliveries = 1_000_000;

export const termsOf = <A>(
  { ids, settings }: Context<A>,
  id: StreamId,
  options: ConsumeOptions<A>,
): Terms<A> => {
  const { group, consumer, onDeadLetter, from = "start", signal } = options;
  const { batch = 64, idleMs = 60_000, maxDeliveries = 5, wait = settings.waitMs } = options;
  checkOneOf("from", from, ["start", "end"]);
  checkSignal(signal);
  if (onDeadLetter !== undefined) checkFunction("onDeadLetter", onDeadLetter);
  return {
    id,
    group: groupNameOf(group),
    consumer: consumerNameOf(consumer ?? ids.next()),
    isNamed: consumer !== undefined,
    batch: checkWhole("batch", batch, 1, maxParcels),
    idleMs: checkWhole("idleMs", idleMs, 1, longestIdleMs),
    maxDeliveries: checkWhole("maxDeliveries", maxDeliveries, 1, mostDeliveries),
    onDeadLetter,
    from,
    signal,
    waitMs: checkWhole("wait", wait, 0, longestWaitMs),
  };
};
