import {
  type After,
  type Appended,
  type Batch,
  type Conflict,
  type ConflictTag,
  type Either,
  type Expected,
  left,
  maxBatchBytes,
  maxBatchEntries,
  maxNoticeBytes,
  right,
} from "@segno/core";
import { parseHead, quoted } from "./head.ts";

/** UTF-8 takes one to three bytes for each UTF-16 unit, so most batches need no counting. */
const within = (entries: readonly string[], units: number, max: number): boolean => {
  if (units * 3 <= max) return true;
  if (units > max) return false;
  let bytes = 0;
  for (const entry of entries) bytes += Buffer.byteLength(entry);
  return bytes <= max;
};

/** What the notice of a producer's own batch begins with; its end says whether the entries follow. */
const noticeOf = ({ incarnation, epoch, offset }: After, count: number, inline: boolean): string =>
  `a ${incarnation} ${epoch} ${offset + 1} ${offset + count} -${inline ? "\n" : ""}`;

type Args = (string | number)[];

const expectedArgs = (expected: Expected, count: number, inline: boolean): Args => {
  switch (expected._tag) {
    case "after": {
      const { incarnation, epoch, offset, producer } = expected;
      const notice = count > 0 ? noticeOf(expected, count, inline) : "";
      return ["a", `${incarnation} ${epoch} ${producer}`, offset, notice];
    }
    case "no-stream":
      return ["n", "", "", ""];
    case "unchanged":
      return ["u", expected.incarnation, expected.revision, expected.leaseUntil];
    case "live":
      return ["l", expected.incarnation, "", ""];
    default:
      return expected satisfies never;
  }
};

/** The rest of the append script's arguments before the entries; see its head. */
const changeArgs = (args: Args, { start, takeOver, end }: Batch, inline: boolean): void => {
  if (!start && !takeOver && !end) {
    args.push("5");
    return;
  }
  const term = start ?? takeOver;
  args.push("15", end?.terminal ?? "", end?.closer ?? "");
  args.push(
    term?.producer ?? "",
    term?.leaseMs ?? "",
    term?.activeTtlMs ?? "",
    term?.endedTtlMs ?? "",
  );
  args.push(start?.incarnation ?? "", quoted(start?.owner), quoted(start?.kind), inline ? "1" : "");
};

/** What the script is given behind its keys, or null where the batch is too large to be sent. */
export const appendArgs = (batch: Batch, expected: Expected): Args | null => {
  const { entries } = batch;
  if (entries.length > maxBatchEntries) return null;
  let units = 0;
  for (const entry of entries) units += entry.length;
  if (!within(entries, units, maxBatchBytes)) return null;
  const inline = within(entries, units, maxNoticeBytes);
  const args = expectedArgs(expected, entries.length, inline);
  changeArgs(args, batch, inline);
  for (const entry of entries) args.push(entry);
  return args;
};

/** The script's answer as the port says it. */
export const parseAppended = (
  reply: unknown,
  batch: Batch,
  expected: Expected,
): Either<Conflict, Appended> => {
  if (!Array.isArray(reply)) throw new TypeError("the append script answers a tuple");
  const [tag, ...rest] = reply;
  if (typeof tag === "number") {
    const [offset = 0, revision = 0, leaseUntil = 0, now = 0, newEpoch] = rest.map(Number);
    const life = batch.start ?? (expected._tag === "no-stream" ? undefined : expected);
    if (!life) throw new TypeError("an append to nothing starts a life");
    // The common case does not say its epoch: it is the caller's.
    const epoch = newEpoch ?? (expected._tag === "after" ? expected.epoch : 1);
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
