import { maxReaders, parseTenantId, type StreamId } from "@segno/core";
import fc from "fast-check";
import { readerId } from "../../arbitraries/names.ts";
import { begin, type Writer } from "../../kit/acting.ts";
import { demand } from "../../kit/law.ts";
import { ann, ben, cursorsOf, noted, placeIn, readerNamed, unnoted } from "../../kit/readings.ts";
import { same } from "../../kit/same.ts";
import { asTenant } from "../../kit/tenants.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

export const boundedCursorLaws: readonly AdapterLaw[] = [
  {
    name: "a stream knows a bounded number of readers, and those that it knows go on",
    promise: "P17",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const writer = await begin(trial);
      const { id } = writer;
      const first = writer.place();
      const names = Array.from({ length: maxReaders }, (_, n) => readerNamed(`reader ${n}`));
      for (let at = 0; at < names.length; at += 100) {
        const some = names.slice(at, at + 100);
        const answers = await Promise.all(some.map((one) => cursors.advance(id, one, first)));
        for (const answer of answers) noted(answer, `One of the first ${maxReaders} readers`);
      }
      unnoted(await cursors.advance(id, ann, first), "full", "One reader more");
      same(await placeIn(trial, id, ann), null, "Who was refused is nowhere");
      await writer.write("a");
      const [known = ann] = names;
      noted(await cursors.advance(id, known, writer.place()), "One that is known");
      same(await cursors.remove(id, known), true, "One leaves");
      noted(await cursors.advance(id, ann, first), "There is room for another");
    },
  },
  {
    name: "readers are told apart by their names, whatever they are called",
    promise: "P17",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const several = fc.uniqueArray(readerId, { minLength: 2, maxLength: 8 });
      await fc.assert(
        fc.asyncProperty(several, async (names) => {
          const writer = await begin(trial);
          const { id } = writer;
          await writer.write(...names);
          for (const [n, name] of names.entries()) {
            const place = { ...writer.place(), offset: n + 1 };
            noted(await cursors.advance(id, name, place), "An acknowledgement");
          }
          for (const [n, name] of names.entries()) {
            same((await placeIn(trial, id, name))?.offset, n + 1, "Each is where it was");
          }
          const [first = ann, ...others] = names;
          same(await cursors.remove(id, first), true, "One is removed");
          for (const name of others) {
            demand((await placeIn(trial, id, name)) !== null, "The others must stay.");
          }
        }),
        { seed: trial.seed, numRuns: trial.runs(60) },
      );
    },
  },
  {
    name: "a place in a tenant's stream is nobody else's, whatever the streams are called",
    promise: "P17",
    check: async (trial) => {
      cursorsOf(trial);
      const [one, other] = ["one", "other"].map((name) => {
        const tenant = parseTenantId(`${name}-${trial.ulid()}`);
        demand(tenant !== null, "It is a valid name.");
        return asTenant(trial, tenant);
      });
      if (!one || !other) return;
      const id = trial.id();
      const writers = [
        await begin(one, { id }),
        await begin(other, { id }),
        await begin(trial, { id }),
      ];
      const [mine] = writers;
      if (mine) noted(await cursorsOf(one).advance(id, ann, mine.place()), "An acknowledgement");
      for (const [n, everybody] of [one, other, trial].entries()) {
        const place = n === 0 ? mine?.place() : null;
        same(await placeIn(everybody, id, ann), place, "It is known in that tenant's stream alone");
      }
      for (const everybody of [other, trial]) {
        same(await cursorsOf(everybody).remove(id, ann), false, "Nobody else can remove it");
      }
      same(await placeIn(one, id, ann), mine?.place(), "It stays");
    },
  },
  {
    name: "a walk forgets a reader wherever it was, and nobody else",
    promise: "P18",
    check: async (trial) => {
      const cursors = cursorsOf(trial);
      const read: Writer[] = [];
      for (let at = 0; at < 25; at++) {
        const writer = await begin(trial);
        noted(await cursors.advance(writer.id, ben, writer.place()), "Another reader's");
        if (at % 2 === 0) continue;
        noted(await cursors.advance(writer.id, ann, writer.place()), "An acknowledgement");
        read.push(writer);
      }
      const found = new Set<StreamId>();
      let cursor: string | null = null;
      for (let pages = 0; ; pages++) {
        demand(pages < 100_000, "A walk through the readers' places does not end.");
        const page = await cursors.forget(
          ann,
          cursor === null ? { limit: 4 } : { cursor, limit: 4 },
        );
        for (const id of page.streams) found.add(id);
        cursor = page.cursor;
        if (cursor === null) break;
      }
      for (const { id, place } of read) {
        demand(found.has(id), `The reader was not found in ${id}.`);
        same(await placeIn(trial, id, ann), null, "After the walk it is nowhere");
        same(await placeIn(trial, id, ben), place(), "The other is where it was");
      }
    },
  },
];
