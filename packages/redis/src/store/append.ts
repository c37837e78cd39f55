import {
  type After,
  type Appended,
  type Batch,
  type Conflict,
  type ConflictTag,
  type Either,
  type Expected,
  fitsIn,
  left,
  maxBatchBytes,
  maxBatchEntries,
  maxNoticeBytes,
  right,
} from "@segno/core";
import { parseHead, quoted } from "./head.ts";
import { type Packing, packEntries } from "./packing.ts";
import { type Units, unitsOf } from "./units.ts";

/** Of a script, its keys first. */
export type Args = (string | number)[];

/** Whether the entries are announced, and with what: only a producer's own are sent with the notice. */
type Sent = { readonly inline: boolean; readonly plain: boolean; readonly units: Units };

/** One unit is sent with the notice alone, and a script puts several behind it: nothing is sent twice. */
const isCarried = ({ _tag }: Expected, { inline, plain, units }: Sent): boolean =>
  inline && plain && _tag === "after" && units.length === 2;

const noticeOf = (after: After, count: number, sent: Sent): string => {
  if (count === 0) return "";
  const { incarnation, epoch, offset } = after;
  const header = `a ${incarnation} ${epoch} ${offset + 1} ${offset + count} -`;
  if (!sent.inline) return header;
  return isCarried(after, sent) ? `${header}\n${sent.units[1]}` : `${header}\n`;
};

const expectedArgs = (args: Args, expected: Expected, count: number, sent: Sent): void => {
  const { plain } = sent;
  switch (expected._tag) {
    case "after": {
      const { incarnation, epoch, offset, producer } = expected;
      const term = `${incarnation} ${epoch} ${producer}`;
      args.push(plain ? "a" : "a+", term, offset, epoch, noticeOf(expected, count, sent));
      break;
    }
    case "no-stream":
      args.push(plain ? "n" : "n+", "", "", "", "");
      break;
    case "unchanged":
      args.push(
        plain ? "u" : "u+",
        expected.incarnation,
        expected.revision,
        expected.leaseUntil,
        "",
      );
      break;
    case "live":
      args.push(plain ? "l" : "l+", expected.incarnation, "", "", "");
      break;
    default:
      expected satisfies never;
  }
};

/** What an append changes besides. */
const changeArgs = (args: Args, { start, takeOver, end }: Batch, inline: boolean): void => {
  const term = start ?? takeOver;
  args.push(end?.terminal ?? "", end?.closer ?? "");
  args.push(
    term?.producer ?? "",
    term?.leaseMs ?? "",
    term?.activeTtlMs ?? "",
    term?.endedTtlMs ?? "",
  );
  args.push(start?.incarnation ?? "", quoted(start?.owner), quoted(start?.kind), inline ? "1" : "");
};

/** What the script is given, its keys first, or null where the batch is too large to be sent. */
export const appendArgs = (
  head: string,
  log: string,
  indexes: readonly string[],
  batch: Batch,
  expected: Expected,
  packing: Packing | null,
): Args | null => {
  if (batch.entries.length > maxBatchEntries) return null;
  if (!fitsIn(batch.entries, maxBatchBytes, Buffer.byteLength)) return null;
  const entries = packEntries(batch.entries, packing);
  const sent = {
    inline: fitsIn(entries, maxNoticeBytes, Buffer.byteLength),
    plain: !batch.start && !batch.takeOver && !batch.end,
    units: unitsOf(entries),
  };
  const args: Args = [head, log];
  for (const index of indexes) args.push(index);
  expectedArgs(args, expected, entries.length, sent);
  if (!sent.plain) changeArgs(args, batch, sent.inline);
  if (expected._tag === "after" && isCarried(expected, sent)) {
    args.push(expected.offset + entries.length);
  } else for (const part of sent.units) args.push(part);
  return args;
};

/** The short answer to a producer's own next batch: revision and lease. */
const parseNext = (reply: string, batch: Batch, own: After): Appended => {
  const space = reply.indexOf(" ");
  const revision = Number(reply.slice(0, space));
  const now = Math.floor(revision / 1000);
  const { incarnation, epoch, offset } = own;
  return {
    place: { incarnation, epoch, offset: offset + batch.entries.length },
    revision,
    leaseUntil: now + Number(reply.slice(space + 1)),
    now,
    duplicate: false,
  };
};

/** The script's answer as the port says it. */
export const parseAppended = (
  reply: unknown,
  batch: Batch,
  expected: Expected,
): Either<Conflict, Appended> => {
  if (typeof reply === "string" && expected._tag === "after") {
    return right(parseNext(reply, batch, expected));
  }
  if (!Array.isArray(reply)) throw new TypeError("the append script answers a tuple");
  const [tag, ...rest] = reply;
  if (typeof tag === "number") {
    const [offset = 0, revision = 0, leaseUntil = 0, now = 0, epoch = 0] = rest.map(Number);
    const life = batch.start ?? (expected._tag === "no-stream" ? undefined : expected);
    if (!life) throw new TypeError("an append to nothing starts a life");
    const place = { incarnation: life.incarnation, epoch, offset };
    return right({ place, revision, leaseUntil, now, duplicate: tag === 2 });
  }
  const [stored, now, head] = rest;
  return left({
    _tag: String(tag) as ConflictTag,
    stored: Number(stored),
    now: Number(now),
    head: parseHead(head),
  });
};
