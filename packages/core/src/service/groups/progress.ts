import { isLeft } from "fp-ts/lib/Either.js";
import type { StreamId } from "../../stream/ids.ts";
import type { Context } from "../context.ts";
import { patienceOf, persist } from "../persist.ts";
import { refusalError } from "../refuse.ts";
import { supported } from "./names.ts";

/** How far one group is. */
export type GroupProgress = {
  readonly group: string;
  /** How many events nobody has been handed yet. */
  readonly waiting: number;
  /** How many are handed out and not acknowledged, at least: some may be kept together and counted as one. */
  readonly pending: number;
  /** How many dead letters there are, likewise. */
  readonly deadLetters: number;
  /** The stream has ended, and the group is done with all of it. */
  readonly through: boolean;
};

export type StreamGroups = {
  readonly groups: readonly GroupProgress[];
  /** For which groups the stream is kept until they are through (`holdUntil`). */
  readonly heldFor: readonly string[];
};

/** Which groups consume a stream, and how far they are. */
export const progressOf = async <A>(context: Context<A>, id: StreamId): Promise<StreamGroups> => {
  const groups = supported(context.groups);
  const patience = patienceOf(context, context.settings.commandTimeoutMs, `groups ${id}`);
  const answer = await persist(patience, () => groups.list(id));
  if (isLeft(answer)) throw refusalError(id, { _tag: "not-found" });
  const { head, groups: standings, hold } = answer.right;
  return {
    groups: standings.map(({ group, delivered, pending, dead, through }) => ({
      group,
      waiting: head.offset - delivered,
      pending,
      deadLetters: dead,
      through,
    })),
    heldFor: hold?.groups ?? [],
  };
};
