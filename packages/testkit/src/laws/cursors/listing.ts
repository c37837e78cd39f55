import { maxReaders, type ReaderId } from "@segno/core";
import { begin, beginAgain, type Writer } from "../../kit/acting.ts";
import { headOf } from "../../kit/answers.ts";
import { declared } from "../../kit/law.ts";
import { ann, ben, cursorsOf, noted, readerNamed } from "../../kit/readings.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** Of an adapter that lists them; one that does not is not tried. */
const listOf = (trial: Trial) => declared(cursorsOf(trial).list, "a list of readers");

/** Who is listed, and at which event. */
const listed = async (trial: Trial, { id }: Writer): Promise<readonly (readonly unknown[])[]> => {
  const { readers } = await listOf(trial)(id);
  return readers.map(({ reader, place }) => [reader, place?.offset ?? null] as const).sort();
};

export const listedCursorLaws: readonly AdapterLaw[] = [
  {
    name: "a list of readers has all of the life that is there, each where it is, and nobody else",
    promise: "P17",
    check: async (trial) => {
      const list = listOf(trial);
      const cursors = cursorsOf(trial);
      const nobody = await list(trial.id());
      same([nobody.incarnation, nobody.readers], [null, []], "Of no stream there are none");
      const writer = await begin(trial);
      const other = await begin(trial);
      same(await listed(trial, writer), [], "Nor of one that nobody has acknowledged");
      const advance = async (who: ReaderId, of: Writer, offset = of.place().offset) =>
        noted(await cursors.advance(of.id, who, { ...of.place(), offset }), "A sign of life");
      await advance(ben, other);
      await advance(ann, writer);
      await writer.write("a");
      const reading = await advance(ann, writer);
      await advance(ben, writer, 0);
      same(
        await listed(trial, writer),
        [
          [ann, 2],
          [ben, null],
        ],
        "Each is where it is",
      );
      const { incarnation, readers } = await list(writer.id);
      same(incarnation, writer.incarnation, "It says of which life");
      const shown = readers.find(({ reader }) => reader === ann);
      same(shown, { reader: ann, ...reading }, "And what is known of each");
      await cursors.remove(writer.id, ann);
      same(await listed(trial, writer), [[ben, null]], "Who is forgotten is not in it");
      await writer.end();
      const next = await beginAgain(trial, writer.id, await headOf(trial, writer.id));
      same(await listed(trial, next), [], "The next life knows nobody");
    },
  },
  {
    name: "a list of readers has as many as a stream may know",
    promise: "P18",
    check: async (trial) => {
      listOf(trial);
      const cursors = cursorsOf(trial);
      const writer = await begin(trial);
      const names = Array.from({ length: maxReaders }, (_, n) => readerNamed(`reader ${n}`));
      for (let at = 0; at < names.length; at += 100) {
        const some = names.slice(at, at + 100);
        await Promise.all(some.map((one) => cursors.advance(writer.id, one, writer.place())));
      }
      const found = await listed(trial, writer);
      same(
        found.map(([reader]) => reader),
        [...names].sort(),
        "All are listed, each once",
      );
    },
  },
];
