import { isTerminal, type StreamId } from "@segno/core";
import { demand } from "../kit/law.ts";
import { same, show } from "../kit/same.ts";
import { type Producing, placeOf } from "./actors.ts";
import type { Plan } from "./plan.ts";
import type { TrueEvent, Truth } from "./truth.ts";

const wordOf = ({ event }: TrueEvent): string | null =>
  event.type === "chunk" ? event.data.content : null;

/** Each life of the log by itself: one start, at most one terminal, one writer to an epoch. */
export const checkLog = ({ lives }: Truth): void => {
  const words = new Set<string>();
  for (const [incarnation, versions] of lives) {
    const events = versions.at(-1) ?? [];
    if (events.length === 0) continue;
    same(events[0]?.event.type, "started", `Life ${incarnation} begins with its start`);
    const ends = events.filter(({ event }) => isTerminal(event)).length;
    const last = events.at(-1);
    demand(ends <= 1, `Life ${incarnation} has ${ends} terminals.`);
    demand(ends === 0 || (last && isTerminal(last.event)) === true, "Nothing follows a terminal.");
    const writers = new Map<number, string>();
    let epoch = 0;
    for (const one of events) {
      demand(one.epoch >= epoch, `C: epoch ${one.epoch} was appended after epoch ${epoch}.`);
      epoch = one.epoch;
      const word = wordOf(one);
      if (word === null) continue;
      demand(!words.has(word), `B: ${word} is stored twice.`);
      words.add(word);
      const writer = word.split(".")[0] ?? "";
      const owner = writers.get(epoch) ?? writer;
      writers.set(epoch, owner);
      same(writer, owner, `C: in epoch ${epoch} of ${incarnation} two producers wrote`);
    }
  }
};

/** An epoch is given once and an offset in it holds one event, whatever a failover forgot. */
export const checkEpochs = ({ lives }: Truth): void => {
  for (const [incarnation, versions] of lives) {
    const ever = new Map<string, string>();
    for (const version of versions) {
      version.forEach(({ epoch, event }, at) => {
        const key = `${epoch}:${at + 1}`;
        const text = show(event);
        same(text, ever.get(key) ?? text, `C: ${incarnation} held two events at ${key}`);
        ever.set(key, text);
      });
    }
  }
};

/** B: no two lives share a name, so no two events share a position, whatever was lost, removed or forgotten. */
export const checkNames = ({ begun }: Truth): void => {
  const names = new Set<string>();
  for (const { incarnation } of begun) {
    demand(!names.has(incarnation), `B: two lives are named ${incarnation}.`);
    names.add(incarnation);
  }
};

/**
 * One call has one effect, however often its reply was lost: one life, one stop, one removal. A start in doubt
 * begins another life only where the store does not know the first one any more.
 */
export const checkCalls = ({ lives, begun, closers, removed }: Truth, plan: Plan): void => {
  const all = [...lives.values()].flatMap((versions) => versions.at(-1) ?? []);
  const lost = all.some(({ event }) => event.type === "failed" && event.code === "producer-lost");
  const again = begun.length - new Set(begun.map(({ call }) => call)).size;
  const gone = removed.length + plan.failovers.length;
  demand(again <= gone, `B: starts began ${again} lives more than they are, with ${gone} gone.`);
  same(new Set(closers.values()).size, closers.size, "B: one call ended more than one life");
  const most = plan.removals.length;
  demand(new Set(removed).size <= most, "B: a removal removed more than one life.");
  const leaked = plan.producers.some(({ end }) => end === "forget");
  const { troubles, failovers, lostRequests, lostReplies, slowCalls } = plan;
  const troubled = troubles.length + failovers.length + lostRequests + lostReplies + slowCalls > 0;
  demand(!lost || leaked || troubled, "D: a producer that lives was declared lost.");
};

/** Codes with which a write is settled for good: it is not stored. */
const neverStored: readonly unknown[] = ["stopped", "fenced", "ended", "producer-lost"];

/** B: what was acknowledged is stored where it was said to be; what was refused is not stored. */
export const checkWrites = (
  { lives }: Truth,
  id: StreamId,
  producers: readonly Producing[],
  forgetful: boolean,
): void => {
  const all = [...lives.values()].map((versions) => versions.at(-1) ?? []);
  const stored = new Set(all.flatMap((events) => events.map(wordOf)));
  const latest = new Set(all.at(-1)?.map(wordOf));
  for (const { written, completed } of producers) {
    for (const { word, outcome } of written) {
      demand(outcome !== null, `D: the write of ${word} was never settled.`);
      if ("code" in outcome) {
        demand(typeof outcome.code === "string", `D: ${word} was rejected without a code.`);
        // Whether a life that was replaced meanwhile had held it, nobody can say any more: that is no lie.
        const among = outcome.code === "fenced" ? latest : stored;
        const lie = neverStored.includes(outcome.code) && among.has(word);
        demand(!lie, `B: ${word} was rejected as ${outcome.code}, but it is stored.`);
        continue;
      }
      const place = placeOf(id, outcome.position);
      const versions = place ? (lives.get(place.incarnation) ?? []) : [];
      const holds = (version: readonly TrueEvent[] | undefined): boolean => {
        const there = place ? version?.[place.offset - 1] : undefined;
        return there !== undefined && wordOf(there) === word;
      };
      // A failover may forget what nobody is there any more to send again: but not in the middle of a whole.
      const last = versions.at(-1);
      const end = last?.at(-1);
      const whole = completed && end?.event.type === "completed" && end.epoch === place?.epoch;
      const kept = !forgetful || whole;
      const found = kept ? holds(last) : versions.some(holds);
      demand(found, `B: ${word} was acknowledged at ${show(place)}, but is not there.`);
    }
  }
};
