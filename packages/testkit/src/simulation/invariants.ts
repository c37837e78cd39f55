import { isTerminal, type Recorded, type StreamId } from "@segno/core";
import { demand } from "../kit/law.ts";
import { same, show } from "../kit/same.ts";
import type { Said } from "../kit/stage.ts";
import { type Producing, placeOf, type Sitting } from "./actors.ts";
import type { Plan } from "./plan.ts";
import type { TrueEvent, Truth } from "./truth.ts";

const wordOf = ({ event }: TrueEvent): string | null =>
  event.type === "chunk" ? event.data.content : null;

/** Each life of the log by itself: one start, at most one terminal, one writer to an epoch. */
export const checkLog = ({ lives }: Truth): void => {
  const words = new Set<string>();
  for (const [incarnation, events] of lives) {
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

/** One call has one effect, however often its reply was lost: one life, one stop, one removal. */
export const checkCalls = ({ lives, closers, removals }: Truth, plan: Plan): void => {
  const all = [...lives.values()].flat();
  const lost = all.some(({ event }) => event.type === "failed" && event.code === "producer-lost");
  demand(lives.size <= plan.producers.length, "B: a start began more than one life.");
  same(new Set(closers.values()).size, closers.size, "B: one call ended more than one life");
  demand(removals() <= plan.removals.length, "B: a removal removed more than one life.");
  const leaked = plan.producers.some(({ end }) => end === "forget");
  const troubled = plan.troubles.length + plan.lostRequests + plan.lostReplies + plan.slowCalls > 0;
  demand(!lost || leaked || troubled, "D: a producer that lives was declared lost.");
};

/** Codes with which a write is settled for good: it is not stored. */
const neverStored: readonly unknown[] = ["stopped", "fenced", "ended", "producer-lost"];

/** B: what was acknowledged is stored where it was said to be; what was refused is not stored. */
export const checkWrites = (
  { lives }: Truth,
  id: StreamId,
  producers: readonly Producing[],
): void => {
  const all = [...lives.values()];
  const stored = new Set(all.flatMap((events) => events.map(wordOf)));
  const last = new Set(all.at(-1)?.map(wordOf));
  for (const { written } of producers) {
    for (const { word, outcome } of written) {
      demand(outcome !== null, `D: the write of ${word} was never settled.`);
      if ("code" in outcome) {
        demand(typeof outcome.code === "string", `D: ${word} was rejected without a code.`);
        // Whether a life that was replaced meanwhile had held it, nobody can say any more: that is no lie.
        const among = outcome.code === "fenced" ? last : stored;
        const lie = neverStored.includes(outcome.code) && among.has(word);
        demand(!lie, `B: ${word} was rejected as ${outcome.code}, but it is stored.`);
        continue;
      }
      const place = placeOf(id, outcome.position);
      const there = place ? lives.get(place.incarnation)?.[place.offset - 1] : undefined;
      const found = there && wordOf(there) === word && there.epoch === place?.epoch;
      demand(found === true, `B: ${word} was acknowledged at ${show(place)}, but is not there.`);
    }
  }
};

const plain = (event: Recorded<Said>): unknown => {
  const { position: _, offset: __, reset: ___, ...rest } = event;
  return rest;
};

/** How following may end here, besides cleanly: nothing is lost or trimmed in these runs. */
const endings: readonly unknown[] = ["not-found", "expired", "deleted", "store-unavailable"];

/** A: over all its sittings a reader sees a beginning of each life that it met, each event once, in order. */
export const checkReader = (
  { lives }: Truth,
  id: StreamId,
  sittings: readonly Sitting[],
  who: string,
): void => {
  let life: string | null = null;
  let offset = 0;
  for (const { events, ending, after } of sittings) {
    for (const event of events) {
      const place = placeOf(id, event.position);
      demand(place !== null, `A: ${who} got a position that is none.`);
      if (place.incarnation !== life) {
        same(event.type, "started", `A: ${who} met another life in its middle`);
        same("reset" in event, life !== null, `A: ${who} must be told of a reset, and only then`);
        offset = 0;
      }
      life = place.incarnation;
      same(place.offset, offset + 1, `A: ${who} lost or doubled an event`);
      offset = place.offset;
      const truth = lives.get(place.incarnation)?.[offset - 1];
      same(plain(event), truth?.event, `A: ${who} saw at ${offset} what the store does not hold`);
      same(place.epoch, truth?.epoch, `A: ${who} saw another epoch at ${offset}`);
    }
    if (ending === "left") continue;
    if (ending !== null) {
      demand(endings.includes(ending), `D: ${who} ended as ${String(ending)}.`);
      continue;
    }
    const from = events.at(-1)?.position ?? after;
    const place = from === null ? null : placeOf(id, from);
    const log = place ? lives.get(place.incarnation) : undefined;
    const last = log?.at(-1);
    const whole = place?.offset === log?.length && last !== undefined && isTerminal(last.event);
    demand(whole, `A: ${who} came to a clean end at ${show(place)} before a terminal.`);
  }
};
