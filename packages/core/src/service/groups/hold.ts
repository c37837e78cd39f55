import { isLeft } from "fp-ts/lib/Either.js";
import { checkOptions, type NamesOf } from "../../errors/check-options.ts";
import type { Groups, Hold } from "../../ports/groups.ts";
import type { StartOptions } from "../begin.ts";
import { checkWhole } from "../checks.ts";
import type { Context } from "../context.ts";
import { patienceOf, persist } from "../persist.ts";
import { refusalError } from "../refuse.ts";
import type { OwnedWriter } from "../writer.ts";
import { groupNameOf, supported } from "./names.ts";

/**
 * From its last append on a stream is kept for `maxHoldMs` instead of its TTLs, where that is longer; when it has ended
 * and all these groups are through, for `endedTtlMs` from that moment.
 */
export type HoldUntil = {
  /** One group or several, at most 16. */
  readonly group: string | readonly string[];
  /** In ms; a week by default. */
  readonly maxHoldMs?: number;
};

/** A hold, and the start of a stream that is held, with other TTLs. */
export type Held = {
  readonly groups: Groups;
  readonly hold: Hold;
  readonly start: StartOptions;
};

const names: NamesOf<HoldUntil> = { group: true, maxHoldMs: true };
const mostGroups = 16;

/** Null where nobody is to hold the stream. */
export const holdOf = <A>(context: Context<A>, options: StartOptions): Held | null => {
  const { settings } = context;
  const { holdUntil } = options;
  if (holdUntil === undefined) return null;
  checkOptions("holdUntil", holdUntil, names);
  const { group, maxHoldMs = settings.maxHoldMs } = holdUntil;
  const groups = (Array.isArray(group) ? group : [group]).map(groupNameOf);
  checkWhole("the number of groups in holdUntil", groups.length, 1, mostGroups);
  checkWhole("maxHoldMs", maxHoldMs, 1, Number.MAX_SAFE_INTEGER);
  const { activeTtlMs = settings.activeTtlMs, endedTtlMs = settings.endedTtlMs } = options;
  return {
    groups: supported(context.groups),
    hold: { groups: [...new Set(groups)], endedTtlMs },
    start: {
      ...options,
      activeTtlMs: Math.max(activeTtlMs, maxHoldMs),
      endedTtlMs: Math.max(endedTtlMs, maxHoldMs),
    },
  };
};

/** Says for whom a stream that was just started is kept. Where that fails, it has begun all the same: it ends with that. */
export const hold = async <A>(
  context: Context<A>,
  writer: OwnedWriter<A>,
  held: Held,
): Promise<void> => {
  const { streamId, incarnation } = writer;
  const patience = patienceOf(context, context.settings.commandTimeoutMs, `start ${streamId}`);
  try {
    const answer = await persist(patience, () =>
      held.groups.hold(streamId, incarnation, held.hold),
    );
    if (!isLeft(answer)) return;
    if (answer.left._tag !== "changed") throw refusalError(streamId, { _tag: "not-found" });
    throw refusalError(streamId, { _tag: "superseded", head: answer.left.head });
  } catch (error) {
    writer.fail(error).catch(() => {});
    throw error;
  }
};
