import {
  type Either,
  type GroupName,
  type GroupRefusal,
  type GroupStanding,
  type Groups,
  type Head,
  type Hold,
  isLeft,
  left,
  type Parcel,
  type Receipt,
  right,
  type StreamId,
} from "@segno/core";
import type { Link } from "../connection/link.ts";
import type { Keys } from "../keys.ts";
import type { Publish } from "../scripts/append.ts";
import { holdScript } from "../scripts/groups/hold.ts";
import { lettersScript, standingsScript } from "../scripts/groups/looking.ts";
import { settleScript } from "../scripts/groups/settle.ts";
import { takeScript } from "../scripts/groups/take.ts";
import { ask, createScript, type Script } from "../scripts/script.ts";
import { parseHead } from "../store/head.ts";
import type { Log } from "../store/logs.ts";
import { idsOf, lettersOf, parcelOf, receiptArgs } from "./parcels.ts";

export type GroupsDeps = {
  readonly link: Link;
  readonly keys: Keys;
  readonly log: Log;
  readonly publish: Publish;
};

/** What a script says behind its tag and the time. */
type Answer = {
  readonly now: number;
  readonly head: Head | null;
  readonly rest: readonly unknown[];
};
type Answered = Either<GroupRefusal, Answer & { readonly head: Head }>;

const answerOf = (reply: unknown): Either<GroupRefusal, Answer> => {
  const [tag, time, fields, ...rest] = reply as readonly unknown[];
  const now = Number(time);
  const head = parseHead(fields);
  if (tag === 1) return right({ now, head, rest });
  if (tag === "not-found") return left({ _tag: "not-found", now });
  return left({ _tag: tag as "changed" | "trimmed", head: head as Head, now });
};

/** Whether entries that were never handed out are the next ones, as many as there should be. */
const areNext = (
  parcels: readonly Parcel[],
  delivered: number,
  head: Head,
  limit: number,
): boolean => {
  const offsets = parcels.flatMap(({ entries }) => entries.map(({ offset }) => offset));
  const last = delivered + offsets.length;
  const dense = offsets.every((offset, at) => offset === delivered + at + 1);
  return dense && (parcels.length === limit || last === head.offset);
};

/** A receipt of nothing says nothing. */
const saying = (receipts: readonly Receipt[] = []): readonly Receipt[] =>
  receipts.filter(({ offsets }) => offsets.length > 0);

const holdOf = (text: string): Hold | null => {
  const [ttl, ...groups] = text.split(" ");
  return text === "" ? null : { groups: groups as GroupName[], endedTtlMs: Number(ttl) };
};

const standingOf = (fields: readonly unknown[]): GroupStanding => {
  const [group, delivered, pending, dead, through] = fields;
  return {
    group: String(group) as GroupName,
    delivered: Number(delivered),
    pending: Number(pending),
    dead: Number(dead),
    through: through === 1,
  };
};

/** Consumer groups of Redis, on the stream that is the log; each call is one script. */
export const createGroups = ({ link, keys, log, publish }: GroupsDeps): Groups => {
  const taking = createScript(takeScript);
  const settling = createScript(settleScript(publish));
  const holding = createScript(holdScript);
  const letting = createScript(lettersScript);
  const standing = createScript(standingsScript);

  const run = async (
    script: Script,
    id: StreamId,
    args: readonly (string | number)[],
  ): Promise<Either<GroupRefusal, Answer>> =>
    answerOf(await ask(script, link, 2, [keys.head(id), keys.log(id), ...args]));

  const withHead = (answer: Either<GroupRefusal, Answer>): Answered => answer as Answered;

  return {
    take: async (id, { incarnation = "", group, consumer, from, limit, idleMs, again }) => {
      const lost = again ? [again.counted ? "c" : "u", ...idsOf(again.holding)] : [""];
      const begins = from === "start" ? "0" : "$";
      const args = [incarnation, group, consumer, begins, limit, idleMs, ...lost];
      const answer = withHead(await run(taking, id, args));
      if (isLeft(answer)) return answer;
      const { head, now, rest } = answer.right;
      const [through, delivered, claimed, fresh] = rest as [0 | 1, number, [], unknown[]];
      const repeated = claimed.map((one) => parcelOf(log, one));
      const parcels = fresh.map((item) => parcelOf(log, [item, 1, ""]));
      if (repeated.length === 0 && !areNext(parcels, Number(delivered), head, limit)) {
        return left({ _tag: "trimmed", head, now });
      }
      return right({ head, now, parcels: [...repeated, ...parcels], through: through === 1 });
    },

    settle: async (id, { incarnation, group, consumer, leaves, ...what }) => {
      const { returned = [], renewed = [] } = what;
      const [acknowledged, dead] = [saying(what.acknowledged), saying(what.dead)];
      const counts = [acknowledged, dead, returned, renewed].map((list) => list.length);
      const answer = await run(settling, id, [
        ...[incarnation, group, consumer, leaves ? "1" : "", ...counts],
        ...[...acknowledged, ...dead].flatMap(receiptArgs),
        ...returned.flatMap(({ ref, unseen }) => [...idsOf([ref]), unseen ? 1 : 0]),
        ...idsOf(renewed),
      ]);
      if (isLeft(answer)) return answer;
      const { now, rest } = answer.right;
      return right({ now, through: rest[0] === 1 });
    },

    hold: (id, incarnation, { groups, endedTtlMs }) =>
      run(holding, id, [incarnation, [endedTtlMs, ...groups].join(" ")]),

    letters: async (id, group, after, limit) => {
      const answer = withHead(await run(letting, id, ["", group, "", after, limit]));
      if (isLeft(answer)) return answer;
      const { head, rest } = answer.right;
      const [letters] = rest as [[]];
      const dead = letters.flatMap((one) => lettersOf(log, one));
      return right({ head, letters: dead.filter(({ stored }) => stored.offset > after) });
    },

    list: async (id) => {
      const answer = withHead(await run(standing, id, [""]));
      if (isLeft(answer)) return answer;
      const { head, rest } = answer.right;
      const [hold, standings] = rest as [string, unknown[][]];
      return right({ head, groups: standings.map(standingOf), hold: holdOf(hold) });
    },
  };
};
