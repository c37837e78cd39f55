import { maxBatchBytes, maxBatchEntries, noStream, type StreamId } from "@segno/core";
import fc from "fast-check";
import { entries, longText, text } from "../../arbitraries/texts.ts";
import { begin, startBatch, stop } from "../../kit/acting.ts";
import { headOf, refused, removed, taken, textsOf, untouched } from "../../kit/answers.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** Names that could collide where an adapter is careless: each other's prefixes, its suffixes, prototypes. */
const neighbours = (trial: Trial): readonly StreamId[] => {
  const base = trial.id();
  const names = [
    base,
    ...[
      "a",
      "A",
      "aa",
      ":m",
      ":e",
      ":c",
      ":s",
      ":p",
      ":a",
      ":",
      ".",
      "~",
      "-",
      "_",
      "__proto__",
      "0",
    ].map((suffix) => base + suffix),
    `__proto__.${base}`,
    `constructor:${base}`,
    base.padEnd(128, "x"),
    base.padEnd(128, "y"),
  ];
  return names.map(trial.named);
};

export const fidelityLaws: readonly AdapterLaw[] = [
  {
    name: "entries come back as they were given: any script, any length, any number of times",
    promise: "P8",
    check: async (trial) => {
      const back = async (texts: readonly string[]): Promise<void> => {
        const writer = await begin(trial, { entries: [...texts] });
        await writer.write(...texts);
        same(await textsOf(trial, writer.id), [...texts, ...texts], "Entries come back unchanged");
      };
      await back(["same", "same", "same", "1", "01", "1.0"]);
      const { seed } = trial;
      await fc.assert(fc.asyncProperty(entries(), back), { seed, numRuns: trial.runs(100) });
      const long = fc.array(longText(60_000), { minLength: 1, maxLength: 2 });
      await fc.assert(fc.asyncProperty(long, back), { seed, numRuns: trial.runs(15) });
    },
  },
  {
    name: "owner and kind come back as they were given",
    promise: "P16",
    check: (trial) =>
      fc.assert(
        fc.asyncProperty(text, text, async (owner, kind) => {
          const { id } = await begin(trial, { owner, kind });
          const head = await headOf(trial, id);
          same([head.owner, head.kind], [owner, kind], "Owner and kind come back unchanged");
        }),
        { seed: trial.seed, numRuns: trial.runs(40) },
      ),
  },
  {
    name: "streams do not touch one another, however alike their names",
    promise: "P8",
    check: async (trial) => {
      const ids = neighbours(trial);
      const writers = [];
      for (const id of ids) writers.push(await begin(trial, { id, entries: [`of ${id}`] }));
      await Promise.all(writers.map((writer) => writer.write(`${writer.id} 1`, `${writer.id} 2`)));
      const [first, ...others] = writers;
      demand(first !== undefined, "There are several.");
      removed(await trial.store.remove(first.id, first.incarnation));
      for (const { id } of others) {
        same(
          await textsOf(trial, id),
          [`of ${id}`, `${id} 1`, `${id} 2`],
          `${id} is its own stream`,
        );
      }
    },
  },
  {
    name: "large numbers keep their digits",
    promise: "P16",
    check: async (trial) => {
      const year = 365 * 24 * 3_600_000;
      const terms = { leaseMs: 86_399_999, activeTtlMs: year + 1, endedTtlMs: 10 * year + 7 };
      const writer = await begin(trial, terms);
      const head = await headOf(trial, writer.id);
      same({ ...head, ...terms }, head, "Terms are kept to the millisecond");
      same(head.leaseUntil, head.startedAt + terms.leaseMs, "The lease ends to the millisecond");
      demand(Number.isSafeInteger(head.revision), "A revision is a whole number.");
      await writer.end();
      const ended = await headOf(trial, writer.id);
      const { log } = await trial.store.expiry(writer.id);
      const seconds = Math.floor((ended.leaseUntil - ended.leaseMs) / 1000) + 1;
      const expected = seconds * 1000 + terms.endedTtlMs;
      same(log, expected, "The expiry is exact to the second, and its TTL to the millisecond");
      removed(await trial.store.remove(writer.id, writer.incarnation));
    },
  },
  {
    name: "a batch up to the bounds is stored, one beyond them is too-large and changes nothing",
    promise: "P17",
    check: async (trial) => {
      const full = Array.from({ length: maxBatchEntries }, (_, at) => `e${at}`);
      const half = maxBatchBytes / 2;
      const tooLarge: readonly (readonly string[])[] = [
        [...full, "one more"],
        ["x".repeat(half), "x".repeat(half), "x"],
        ["é".repeat(half / 2), "é".repeat(half / 2), "x"],
        ["世".repeat(Math.ceil(maxBatchBytes / 3) + 1)],
        ["😀".repeat(maxBatchBytes / 4), "x"],
      ];
      const writer = await begin(trial);
      const { id, incarnation, producer } = writer;
      for (const entries of tooLarge) {
        const answer = await untouched(trial, id, () => writer.send({ entries }));
        refused(answer, "too-large", `A batch of ${entries.length} entries`);
        const end = { terminal: "stopped", closer: producer } as const;
        const live = { _tag: "live", incarnation } as const;
        const late = await untouched(trial, id, () =>
          trial.store.append(id, { entries, end }, live),
        );
        refused(late, "too-large", "A stop with so much to say");
        const none = trial.id();
        const start = await trial.store.append(none, startBatch(trial, { entries }), noStream);
        const conflict = refused(start, "too-large", "A start with so much to say");
        same(conflict.head, null, "A start that is too large makes no stream");
        same((await trial.store.head(none)).head, null, "And leaves nothing");
      }
      taken(
        await writer.write(...full).then(async () => writer.send({ entries: [] })),
        "A full batch",
      );
      await writer.write("x".repeat(half), "x".repeat(half));
      await writer.write("é".repeat(half / 2), "é".repeat(half / 2));
      await writer.write("😀".repeat(maxBatchBytes / 4));
      same(
        (await headOf(trial, id)).offset,
        1 + 256 + 2 + 2 + 1,
        "Batches up to the bounds are stored",
      );
      taken(await stop(trial, id, incarnation), "A stop of it");
    },
  },
];
