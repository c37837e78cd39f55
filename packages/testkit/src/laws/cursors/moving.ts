import { begin, beginAgain, takeOver } from "../../kit/acting.ts";
import { headOf } from "../../kit/answers.ts";
import { ann, ben, cursorsOf, noted, placeIn, unnoted } from "../../kit/readings.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const movingLaws: readonly AdapterLaw[] = [
  {
    name: "a reader's place moves on and never back, in whatever order it is told",
    promise: "P8",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const writer = await begin(trial);
      const { id } = writer;
      same(await placeIn(trial, id, ann), null, "Who has acknowledged nothing is nowhere");
      await writer.write(...Array.from({ length: 20 }, String));
      const at = (offset: number) => ({ ...writer.place(), offset });
      let furthest = 0;
      for (const offset of [3, 7, 5, 7, 1, 12, 11, 2, 21, 20]) {
        furthest = Math.max(furthest, offset);
        const { place } = noted(await cursors.advance(id, ann, at(offset)), "An acknowledgement");
        same(place, at(furthest), "An acknowledgement is answered with the place that stands");
        same(await placeIn(trial, id, ann), at(furthest), "The furthest place stands");
      }
      const racing = await begin(trial);
      await racing.write(...Array.from({ length: 20 }, String));
      const places = Array.from({ length: 20 }, (_, n) => ({
        ...racing.place(),
        offset: ((n * 7) % 20) + 1,
      }));
      await Promise.all(places.map((place) => cursors.advance(racing.id, ann, place)));
      same((await placeIn(trial, racing.id, ann))?.offset, 20, "So it does where they race");
    },
  },
  {
    name: "a sign of life alone makes a reader known and moves nothing",
    promise: "P8",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const writer = await begin(trial);
      const { id } = writer;
      const alone = { ...writer.place(), epoch: 0, offset: 0 };
      same((await cursors.read(id, ann)).reading, null, "Nothing is known of a reader that is new");
      const first = noted(await cursors.advance(id, ann, alone), "A first sign of life");
      same(
        [first.place, first.leaseMs],
        [null, null],
        "It is known, is nowhere, and not waited for",
      );
      await writer.write("a");
      noted(await cursors.advance(id, ann, writer.place()), "An acknowledgement");
      const later = noted(await cursors.advance(id, ann, alone), "A sign of life after that");
      same(later.place, writer.place(), "It leaves the place where it was");
      const seen = await cursors.read(id, ann);
      same(seen.reading, later, "What it is answered with is what is read");
      same(seen.incarnation, writer.incarnation, "And the life that was read is named");
    },
  },
  {
    name: "a place is of one reader in one stream: nobody else's moves with it",
    promise: "P8",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const [one, other] = [await begin(trial), await begin(trial)];
      await one.write("a", "b");
      await other.write("a", "b");
      const early = { ...one.place(), offset: 1 };
      noted(await cursors.advance(one.id, ann, one.place()), "An acknowledgement");
      noted(await cursors.advance(one.id, ben, early), "Another reader's");
      same(await placeIn(trial, one.id, ann), one.place(), "Each reader has a place of its own");
      same(await placeIn(trial, one.id, ben), early, "Also the slower one");
      same(await placeIn(trial, other.id, ann), null, "Another stream knows nothing of it");
      same(await cursors.remove(one.id, ben), true, "A reader is removed");
      same(await cursors.remove(one.id, ben), false, "And then there is none to remove");
      same(await placeIn(trial, one.id, ben), null, "Who was removed is nowhere");
      same(await placeIn(trial, one.id, ann), one.place(), "The other stays");
    },
  },
  {
    name: "what is past the head, or was lost, or is of no life that lives, is refused and moves nothing",
    promise: "P11",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const writer = await begin(trial);
      const { id } = writer;
      await writer.write("a", "b");
      const first = { ...writer.place(), offset: 2 };
      noted(await cursors.advance(id, ann, first), "An acknowledgement");
      const refused = async (place: typeof first, tag: Parameters<typeof unnoted>[1]) => {
        unnoted(await cursors.advance(id, ann, place), tag, `The place ${place.offset}`);
        same(await placeIn(trial, id, ann), first, "What was refused has moved nothing");
      };
      await refused({ ...first, offset: 4 }, "ahead");
      const next = await takeOver(trial, id, await headOf(trial, id));
      await next.write("c");
      // At offset 3 stands what the first producer wrote.
      await refused({ ...next.place(), offset: 3 }, "diverged");
      await refused({ ...first, offset: 4 }, "diverged");
      noted(await cursors.advance(id, ann, next.place()), "What the next producer wrote");
      const again = await beginAgain(trial, id, await headOf(trial, id));
      await again.write("a", "b", "c");
      unnoted(await cursors.advance(id, ann, first), "changed", "A place of the life before");
      same(await placeIn(trial, id, ann), null, "The new life knows nothing of it");
      const nowhere = await cursors.advance(trial.id(), ann, first);
      unnoted(nowhere, "not-found", "A place in no stream");
    },
  },
];
