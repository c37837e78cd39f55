import {
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

const expectedArgs = (expected: Expected): [string, string, string | number, string | number, string] => {
  switch (expected._tag) {
    case "after":
      return ["a", expected.incarnation, expected.epoch, expected.offset, expected.producer];
    case "no-stream":
      return ["n", "", "", "", ""];
    case "unchanged":
      return ["u", expected.incarnation, expected.revision, expected.leaseUntil, ""];
    case "live":
      return ["l", expected.incarnation, "", "", ""];
    default:
      return expected satisfies never;
  }
};

const plain = ["7"] as const;

/** The arguments of the append script before the entries; see its head. */
const changeArgs = ({ start, takeOver, end }: Batch): readonly (string | number)[] => {
  if (!start && !takeOver && !end) return plain;
  const term = start ?? takeOver;
  return [
    "16",
    end?.terminal ?? "",
    end?.closer ?? "",
    term?.producer ?? "",
    term?.leaseMs ?? "",
    term?.activeTtlMs ?? "",
    term?.endedTtlMs ?? "",
    start?.incarnation ?? "",
    quoted(start?.owner),
    quoted(start?.kind),
  ];
};

/** What the script is given behind its keys, or null where the batch is too large to be sent. */
export const appendArgs = (batch: Batch, expected: Expected): (string | number)[] | null => {
  const { entries } = batch;
  if (entries.length > maxBatchEntries) return null;
  let units = 0;
  for (const entry of entries) units += entry.length;
  if (!within(entries, units, maxBatchBytes)) return null;
  const inline = within(entries, units, maxNoticeBytes) ? "1" : "";
  return [...expectedArgs(expected), inline, ...changeArgs(batch), ...entries];
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
    const [epoch = 0, offset = 0, revision = 0, leaseUntil = 0, now = 0] = rest.map(Number);
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
