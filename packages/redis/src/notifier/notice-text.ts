import {
  type AckedNotice,
  type AppendedNotice,
  type Incarnation,
  type Notice,
  parseReaderId,
  type TerminalType,
} from "@segno/core";
import { numberAt } from "../digits.ts";
import { isPacked, plainly, textsOf } from "../store/packing.ts";

/**
 * A notice on the wire, as the scripts write it. Appended: `a incarnation epoch first last terminal`, then the
 * entries where they are small, each behind a line feed, which no entry holds. Removed: `r incarnation`. A reader's sign
 * of life: `k incarnation offset reader`.
 */
export const formatNotice = (notice: Notice): string | null => {
  if (notice._tag === "interrupted") return null;
  if (notice._tag === "removed") return `r ${notice.incarnation}`;
  if (notice._tag === "acked") return `k ${notice.incarnation} ${notice.offset} ${notice.reader}`;
  const { incarnation, epoch, first, last, terminal = "-", entries = [] } = notice;
  return [`a ${incarnation} ${epoch} ${first} ${last} ${terminal}`, ...entries.map(plainly)].join(
    "\n",
  );
};

const terminalOf = (word: string): TerminalType | null =>
  word === "stopped" || word === "failed" || word === "completed" ? word : null;

/** Where the word that begins at `from` ends, in a line that ends at `end`. */
const endOfWord = (text: string, from: number, end: number): number => {
  const at = text.indexOf(" ", from);
  return at < 0 || at > end ? end : at;
};

/** One entry is what most notices have. */
const entriesAt = (text: string, from: number): readonly string[] => {
  const rest = text.slice(from);
  return rest.includes("\n") || isPacked(rest) ? textsOf(rest) : [rest];
};

type Written<T> = { -readonly [key in keyof T]: T[key] };

const sign = /^k ([^ ]+) (\d{1,16}) (.+)$/su;

const parseSign = (text: string): AckedNotice | null => {
  const [, incarnation, offset, name] = sign.exec(text) ?? [];
  const reader = parseReaderId(name);
  if (!reader || !Number.isSafeInteger(Number(offset))) return null;
  return {
    _tag: "acked",
    incarnation: incarnation as Incarnation,
    offset: Number(offset),
    reader,
  };
};

/**
 * Null for what no script of ours wrote: a hint that cannot be read is as good as lost. Each follower's process
 * reads each notice, so no more of it is cut out than is given on.
 */
export const parseNotice = (text: string): Notice | null => {
  if (text[0] === "k") return parseSign(text);
  const feed = text.indexOf("\n");
  const end = feed < 0 ? text.length : feed;
  const life = endOfWord(text, 0, end) + 1;
  const epoch = endOfWord(text, life, end) + 1;
  if (life !== 2 || epoch <= life + 1) return null;
  const incarnation = text.slice(life, epoch - 1) as Incarnation;
  if (text[0] === "r") return { _tag: "removed", incarnation };
  const first = endOfWord(text, epoch, end) + 1;
  const last = endOfWord(text, first, end) + 1;
  // What comes behind the end of the line is not there.
  if (text[0] !== "a" || last > end) return null;
  const terminal = endOfWord(text, last, end) + 1;
  const notice: Written<AppendedNotice> = {
    _tag: "appended",
    incarnation,
    epoch: numberAt(text, epoch, first - 1),
    first: numberAt(text, first, last - 1),
    last: numberAt(text, last, terminal - 1),
  };
  const { isSafeInteger: whole } = Number;
  if (!whole(notice.epoch) || !whole(notice.first) || !whole(notice.last)) return null;
  const ended = terminalOf(text.slice(terminal, endOfWord(text, terminal, end)));
  if (ended) notice.terminal = ended;
  if (feed >= 0) notice.entries = entriesAt(text, feed + 1);
  return notice;
};
