import type { Incarnation, Notice, TerminalType } from "@segno/core";

/**
 * A notice on the wire, as the scripts write it. Appended: `a incarnation epoch first last terminal`, then the
 * entries where they are small, each behind a line feed, which no entry holds. Removed: `r incarnation`.
 */
export const formatNotice = (notice: Notice): string | null => {
  if (notice._tag === "interrupted") return null;
  if (notice._tag === "removed") return `r ${notice.incarnation}`;
  const { incarnation, epoch, first, last, terminal = "-", entries = [] } = notice;
  return [`a ${incarnation} ${epoch} ${first} ${last} ${terminal}`, ...entries].join("\n");
};

const terminalOf = (word: string | undefined): { terminal?: TerminalType } =>
  word === "stopped" || word === "failed" || word === "completed" ? { terminal: word } : {};

/** Null for what no script of ours wrote: a hint that cannot be read is as good as lost. */
export const parseNotice = (text: string): Notice | null => {
  const [line = "", ...entries] = text.split("\n");
  const [tag, life, epoch, first, last, terminal] = line.split(" ");
  if (!life) return null;
  const incarnation = life as Incarnation;
  if (tag === "r") return { _tag: "removed", incarnation };
  const range = { epoch: Number(epoch), first: Number(first), last: Number(last) };
  if (tag !== "a" || !Object.values(range).every(Number.isSafeInteger)) return null;
  return {
    _tag: "appended",
    incarnation,
    ...range,
    ...terminalOf(terminal),
    ...(entries.length > 0 ? { entries } : {}),
  };
};
