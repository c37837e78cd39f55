import { isLeft } from "fp-ts/lib/Either.js";
import type { Life } from "../../codec/codec.ts";
import type { NamesOf } from "../../errors/check-options.ts";
import { checkOptions } from "../../errors/check-options.ts";
import { isSegnoError } from "../../errors/segno-error.ts";
import type { StoredEntry } from "../../ports/event-store.ts";
import type { Recorded } from "../../stream/events.ts";
import type { StreamId } from "../../stream/ids.ts";
import { formatPosition, type Position } from "../../stream/position.ts";
import { checkWhole } from "../checks.ts";
import type { Context } from "../context.ts";
import { createDecoder } from "../decoder.ts";
import { patienceOf, persist } from "../persist.ts";
import { cursorOf, refusalError } from "../refuse.ts";
import { groupNameOf, supported } from "./names.ts";

/** An event that was handed out again and again, and never acknowledged. */
export type DeadLetter<A> = {
  /** Null where what is stored cannot be read. */
  readonly event: Recorded<A> | null;
  readonly position: Position;
  readonly offset: number;
  /** How often it was handed out. */
  readonly deliveries: number;
};

export type DeadLetterOptions = {
  readonly group: string;
  /** Only those behind this position. */
  readonly after?: string | undefined;
  /** How many events are looked at, about, 1 to 1,000; 100 by default. */
  readonly limit?: number | undefined;
};

const names: NamesOf<DeadLetterOptions> = { group: true, after: true, limit: true };

const eventOf = <A>(
  context: Context<A>,
  id: StreamId,
  { entry, epoch, offset }: StoredEntry,
  life: Life,
): Recorded<A> | null => {
  try {
    return createDecoder(context, id)(entry, epoch, offset, life);
  } catch (error) {
    if (isSegnoError(error, "bad-entry")) return null;
    throw error;
  }
};

export const letterOf = <A>(
  context: Context<A>,
  id: StreamId,
  stored: StoredEntry,
  life: Life,
  deliveries: number,
): DeadLetter<A> => {
  const { epoch, offset } = stored;
  const position = formatPosition(id, { incarnation: life.incarnation, epoch, offset });
  return { event: eventOf(context, id, stored, life), position, offset, deliveries };
};

/** What a group gave up on, in the order of the stream. */
export const deadLetters = async <A>(
  context: Context<A>,
  id: StreamId,
  options: DeadLetterOptions,
): Promise<readonly DeadLetter<A>[]> => {
  const groups = supported(context.groups);
  checkOptions("deadLetters", options, names);
  const group = groupNameOf(options.group);
  const after = options.after === undefined ? null : cursorOf(id, options.after);
  const limit = checkWhole("limit", options.limit ?? 100, 1, 1_000);
  const patience = patienceOf(context, context.settings.commandTimeoutMs, `deadLetters ${id}`);
  const ask = (offset: number) => persist(patience, () => groups.letters(id, group, offset, limit));
  let answer = await ask(after?.offset ?? 0);
  const isOfAnother = (): boolean =>
    after !== null && !isLeft(answer) && answer.right.head.incarnation !== after.incarnation;
  // A position of an earlier life: all of this one.
  if (after && after.offset > 0 && isOfAnother()) answer = await ask(0);
  if (isLeft(answer)) throw refusalError(id, { _tag: "not-found" });
  const { head, letters } = answer.right;
  return letters.map(({ stored, deliveries }) => letterOf(context, id, stored, head, deliveries));
};
