import type { Compact, Compacted } from "@segno/core";
import fc from "fast-check";
import { begin, beginAgain, takeOver, type Writer } from "../../kit/acting.ts";
import { headOf, logOf, taken, untouched } from "../../kit/answers.ts";
import { declared } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

const compactOf = ({ compact }: Trial): Compact => declared(compact, "how it compacts");

const came = async (trial: Trial, of: Writer, expected: Compacted, what: string): Promise<void> =>
  same(await compactOf(trial)(of.id, of.incarnation), expected, what);

/** Batches of entries, some of them alike, some of them long. */
const history = fc.array(
  fc.array(fc.constantFrom("a", "a", "bc", "long ".repeat(300)), { minLength: 1, maxLength: 60 }),
  { minLength: 1, maxLength: 8 },
);

const write = async (
  trial: Trial,
  batches: readonly (readonly string[])[],
  takenOver: boolean,
): Promise<Writer> => {
  const first = await begin(trial);
  for (const batch of batches) await first.write(...batch);
  if (!takenOver) return first;
  const second = await takeOver(trial, first.id, await headOf(trial, first.id));
  for (const batch of batches) await second.write(...batch);
  return second;
};

/** All that one sees who reads from the start, and from every seventh place, in small pages and in large ones. */
const looks = async (trial: Trial, { id, incarnation }: Writer): Promise<unknown> => {
  const log = await logOf(trial, id);
  const places = log.filter((_, at) => at % 7 === 0).map((at) => ({ ...at, incarnation }));
  const rests = await Promise.all(places.map((at, n) => logOf(trial, id, n % 2 ? 5 : 1_000, at)));
  return { log, rests: rests.map((rest) => rest.length) };
};

/** What every adapter that rewrites ended streams must keep. */
export const compactionLaws: readonly AdapterLaw[] = [
  {
    name: "what is compacted reads as it did from every place, and expires when it did",
    promise: "P16",
    check: async (trial) => {
      compactOf(trial);
      await fc.assert(
        fc.asyncProperty(history, fc.boolean(), async (batches, takenOver) => {
          const writer = await write(trial, batches, takenOver);
          await writer.end();
          const [before, expiry] = [
            await looks(trial, writer),
            await trial.store.expiry(writer.id),
          ];
          const head = await headOf(trial, writer.id);
          for (const time of ["The first time", "The second time"]) {
            await came(trial, writer, "compacted", time);
            same(await looks(trial, writer), before, `${time}, a replay`);
            same(await headOf(trial, writer.id), head, `${time}, the head`);
            const now = await trial.store.expiry(writer.id);
            same([now.head, now.log], [expiry.head, expiry.log], `${time}, the expiry`);
          }
        }),
        { seed: trial.seed, numRuns: trial.runs(60) },
      );
    },
  },
  {
    name: "a living stream, another life and nobody's are not compacted",
    promise: "P16",
    check: async (trial) => {
      const compact = compactOf(trial);
      const writer = await begin(trial);
      await writer.write("a", "b", "c");
      await untouched(trial, writer.id, () => came(trial, writer, "active", "A living stream"));
      same(await compact(trial.id(), writer.incarnation), "not-found", "Nobody's stream");
      await writer.end();
      const again = await beginAgain(trial, writer.id, await headOf(trial, writer.id));
      await again.write("d");
      await again.end();
      await untouched(trial, writer.id, () => came(trial, writer, "changed", "A life before"));
    },
  },
  {
    name: "what was stored is known again after its stream was compacted",
    promise: "P3",
    check: async (trial) => {
      compactOf(trial);
      const writer = await begin(trial);
      const entries = Array.from({ length: 100 }, (_, n) => `entry ${n}`);
      await writer.write(...entries);
      await writer.end();
      await came(trial, writer, "compacted", "An ended stream");
      for (const [from, count] of [
        [1, 100],
        [1, 1],
        [50, 51],
        [100, 1],
      ] as const) {
        const batch = { entries: entries.slice(from - 1, from - 1 + count) };
        const { duplicate } = taken(await writer.send(batch, from), "A copy of what is stored");
        same(duplicate, true, "It is known again");
      }
    },
  },
];
