import { type Violation, violation } from "../frame/violation.ts";
import type { Event, History } from "../log/history.ts";
import { isEnd, placeOf, wordOf } from "./places.ts";

/** Offsets are dense from 1, `started` comes first, and nothing follows the one terminal. */
const shape = (stream: string, stored: readonly Event[]): Violation[] => {
  const found: Violation[] = [];
  stored.forEach((event, at) => {
    const place = placeOf(stream, event.position);
    if (event.offset !== at + 1 || place?.offset !== at + 1) {
      found.push(violation("B", `${stream}: offset ${event.offset} stands at ${at + 1}`));
    }
    if ((event.type === "started") !== (at === 0)) {
      found.push(violation("B", `${stream}: ${event.type} at offset ${at + 1}`));
    }
    if (isEnd(event) && at < stored.length - 1) {
      found.push(violation("B", `${stream}: something follows the terminal at ${at + 1}`));
    }
  });
  return found;
};

/** Epochs never fall, each belongs to one writer, and a writer that was followed by another does not return. */
const terms = ({ stream, writers }: History, stored: readonly Event[]): Violation[] => {
  const found: Violation[] = [];
  const owner = new Map<number, string>();
  const over = new Set<string>();
  let epoch = 0;
  let current: string | null = null;
  for (const event of stored) {
    const place = placeOf(stream, event.position);
    if (!place) continue;
    if (place.epoch < epoch) {
      found.push(violation("C", `${stream}: epoch ${place.epoch} comes after epoch ${epoch}`));
    }
    epoch = place.epoch;
    if (event.type !== "chunk") continue;
    const { w } = event.data;
    const known = owner.get(epoch) ?? w;
    owner.set(epoch, known);
    if (known !== w) {
      found.push(violation("C", `${stream}: ${known} and ${w} both wrote in epoch ${epoch}`));
    }
    if (w !== current && over.has(w)) {
      found.push(
        violation("C", `${stream}: ${wordOf(event)} was stored after ${current} took over`),
      );
    }
    if (current !== null && current !== w) over.add(current);
    current = w;
  }
  return found.concat(late(writers, stored));
};

/** What a writer began to write after another was told that it had taken over is not stored. */
const late = (writers: History["writers"], stored: readonly Event[]): Violation[] => {
  const words = new Set(stored.map(wordOf));
  return writers.flatMap((next) =>
    writers
      .filter((one) => one !== next && next.takenOver && one.startedAt < next.startedAt)
      .filter((one) => one.incarnation === next.incarnation)
      .flatMap((one) => one.writes.map((write) => ({ one, write })))
      .filter(
        ({ one, write }) => write.begunAt > next.startedAt && words.has(`${one.name}.${write.n}`),
      )
      .map(({ one, write }) =>
        violation(
          "C",
          `${one.stream}: ${one.name}.${write.n}, written after ${next.name} took over`,
        ),
      ),
  );
};

/** What is stored, by itself. */
export const checkStored = (history: History): Violation[] =>
  history.stored
    ? [...shape(history.stream, history.stored), ...terms(history, history.stored)]
    : [];
