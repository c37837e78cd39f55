import { isLeft } from "fp-ts/lib/Either.js";
import { isSegnoError } from "../errors/segno-error.ts";
import { formatPosition, type Position } from "../stream/position.ts";
import type { Begun } from "./begin.ts";
import type { Context } from "./context.ts";
import { createHealing, type Outcome } from "./healing.ts";
import type { Outbox } from "./outbox.ts";
import { patienceOf, persist, unavailable } from "./persist.ts";
import { createSeat } from "./seat.ts";
import { heartbeatOf } from "./settings.ts";

export interface Appender {
  /** Of the last durable event. */
  readonly position: () => Position;
  /** Sends what waits; `evenEmpty` sends an empty batch where nothing does: a sign of life and a question. */
  readonly push: (evenEmpty?: boolean) => void;
  /** On `clock.elapsed()`: when the last append was sent. */
  readonly lastSent: () => number;
}

type Listener = {
  readonly durable: () => void;
  readonly over: (outcome: Outcome) => void;
};

/**
 * One append in flight; what arrives meanwhile is coalesced into the next. That keeps the order, bounds memory,
 * makes a batch whose reply was lost exact to send again, and needs no timer to build batches.
 */
export const createAppender = <A>(
  context: Context<A>,
  begun: Begun,
  outbox: Outbox,
  listener: Listener,
): Appender => {
  const { store, clock, settings } = context;
  const { id } = begun;
  const seat = createSeat(begun);
  const heartbeatMs = heartbeatOf(settings, begun.term);
  let expiresAt: number | null = null;
  let lastSent = clock.elapsed();
  let lastRenewed = lastSent;
  let asked = false;
  let sending = false;
  let over = false;

  const finish = (outcome: Outcome): void => {
    if (over) return;
    over = true;
    listener.over(outcome);
  };

  const abandoned = (): boolean => over;
  const patience = (doing: string) =>
    patienceOf(context, settings.giveUpMs, `${doing} ${id}`, abandoned);
  const healing = createHealing({
    context,
    seat,
    outbox,
    patience,
    finish,
    expiresAt: () => expiresAt,
  });

  const send = async (): Promise<void> => {
    asked = false;
    const { entries, terminal } = outbox.peek();
    const { producer, leaseMs, activeTtlMs } = seat.term();
    const place = seat.place();
    const batch = { entries, ...(terminal && { end: { terminal, closer: producer } }) };
    const expected = { _tag: "after", ...place, producer } as const;
    lastSent = clock.elapsed();
    const answer = await persist(patience("append to"), async (failures) => {
      // A store that takes no chunks (its memory is full) still takes a sign of life, which must not wait (hole 9).
      if (failures > 0 && entries.length > 0 && clock.elapsed() - lastRenewed >= heartbeatMs) {
        const alive = await store.append(id, { entries: [] }, expected);
        if (!isLeft(alive)) lastRenewed = clock.elapsed();
      }
      return store.append(id, batch, expected);
    });
    if (over) return;
    lastRenewed = clock.elapsed();
    if (isLeft(answer)) return healing.resolve(answer.left);
    healing.wentOn();
    expiresAt = answer.right.leaseUntil - leaseMs + activeTtlMs;
    if (entries.length === 0) return;
    const offset = place.offset + entries.length;
    outbox.acknowledge(offset, lastRenewed, seat.positionOf);
    seat.moveTo({ ...place, offset });
    if (!terminal) return listener.durable();
    const ended = { terminal, position: seat.positionOf(offset), mine: true };
    finish({ _tag: "ended", ended });
  };

  const work = async (): Promise<void> => {
    try {
      while (!over && (asked || outbox.waiting > 0)) await send();
    } catch (cause) {
      const error = isSegnoError(cause) ? cause : unavailable(cause, `append to ${id}`);
      finish({ _tag: "dead", error, ended: null });
    } finally {
      sending = false;
    }
  };

  return {
    position: () => formatPosition(id, seat.place()),
    lastSent: () => lastSent,
    push: (evenEmpty = false) => {
      asked ||= evenEmpty;
      if (sending || over) return;
      sending = true;
      // A burst within one turn goes out as one batch.
      queueMicrotask(() => void work());
    },
  };
};
