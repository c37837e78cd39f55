import { type Violation, violation } from "../frame/violation.ts";
import type { Event, History, WriterLog } from "../log/history.ts";
import { placeOf, wordOf } from "./places.ts";

type Stored = ReadonlyMap<string, readonly Event[]>;

const byWord = (stored: readonly Event[]): Stored => {
  const found = new Map<string, Event[]>();
  for (const event of stored) {
    if (event.type !== "chunk") continue;
    const word = wordOf(event);
    found.set(word, [...(found.get(word) ?? []), event]);
  }
  return found;
};

/** Each write by itself: where it was acknowledged, and nowhere else; not at all where it was refused. */
const each = (writer: WriterLog, stored: Stored): Violation[] =>
  writer.writes.flatMap(({ n, outcome }) => {
    const word = `${writer.name}.${n}`;
    const found = stored.get(word) ?? [];
    const wrong = (what: string): Violation[] => [
      violation("B", `${writer.stream}: ${word} ${what}`),
    ];
    if (found.length > 1) return wrong(`is stored ${found.length} times`);
    const [event] = found;
    switch (outcome._tag) {
      case "done": {
        if (!event) return wrong("was acknowledged, and is not stored");
        const offset = placeOf(writer.stream, outcome.position)?.offset;
        return event.offset === offset
          ? []
          : wrong(`was acknowledged at ${offset}, and stands at ${event.offset}`);
      }
      case "refused":
        return event ? wrong(`was refused as ${outcome.code}, and is stored`) : [];
      case "open":
        return writer.cut ? [] : [violation("D", `${writer.stream}: ${word} was never settled`)];
      case "unknown":
        return [];
      default:
        return outcome satisfies never;
    }
  });

/** What a writer has stored is the beginning of what it wrote, in the order in which it wrote. */
const order = (writer: WriterLog, stored: readonly Event[]): Violation[] => {
  const refused = new Set(
    writer.writes.flatMap(({ n, outcome }) => (outcome._tag === "refused" ? [n] : [])),
  );
  const found: Violation[] = [];
  let next = 0;
  for (const event of stored) {
    if (event.type !== "chunk" || event.data.w !== writer.name) continue;
    while (next < event.data.n && refused.has(next)) next++;
    if (event.data.n !== next) {
      found.push(violation("B", `${writer.stream}: ${wordOf(event)} where .${next} was due`));
    }
    next = event.data.n + 1;
  }
  return found;
};

/** B: what is stored can be explained by what was written, and by how each write came out. */
export const checkWrites = ({ stream, stored, writers }: History): Violation[] => {
  if (!stored) return [];
  const incarnation = placeOf(stream, stored[0]?.position ?? "")?.incarnation;
  const words = byWord(stored);
  const current = writers.filter((writer) => writer.incarnation === incarnation);
  const known = new Map(current.map((writer) => [writer.name, writer]));
  const strangers = [...words.keys()].filter((word) => {
    const at = word.lastIndexOf(".");
    const writer = known.get(word.slice(0, at));
    if (!writer) return true;
    return !writer.cut && Number(word.slice(at + 1)) >= writer.writes.length;
  });
  return [
    ...strangers.map((word) => violation("B", `${stream}: ${word} is stored; nobody wrote it`)),
    ...current.flatMap((writer) => [...each(writer, words), ...order(writer, stored)]),
  ];
};
