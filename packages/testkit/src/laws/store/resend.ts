import { isRight } from "@segno/core";
import fc from "fast-check";
import { entries } from "../../arbitraries/texts.ts";
import { begin, stop, takeOver } from "../../kit/acting.ts";
import { headOf, textsOf } from "../../kit/answers.ts";
import { same } from "../../kit/same.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

/** How one attempt goes: how many more entries it carries, and whether its reply arrives. */
const attempt = fc.record({
  more: fc.integer({ min: 0, max: 5 }),
  lost: fc.boolean(),
  /** A copy of an earlier attempt arrives first. */
  late: fc.option(fc.nat(), { nil: null }),
});

const attempts = fc.array(attempt, { minLength: 1, maxLength: 30 });

type Sent = { readonly offset: number; readonly batch: readonly string[] };

export const resendLaws: readonly AdapterLaw[] = [
  {
    name: "whatever replies are lost and whatever copies come late, each entry is stored once, in order",
    promise: "P3",
    check: (trial) =>
      fc.assert(
        fc.asyncProperty(entries(40), attempts, async (texts, plan) => {
          const writer = await begin(trial);
          const sent: Sent[] = [];
          let acknowledged = 1;
          let carried = 1;
          for (const { more, lost, late } of [...plan, { more: 40, lost: false, late: null }]) {
            const copy = late === null ? undefined : sent[late % Math.max(1, sent.length)];
            if (copy) await writer.send({ entries: copy.batch }, copy.offset);
            carried = Math.min(texts.length + 1, carried + more);
            const offset = acknowledged;
            const batch = texts.slice(offset - 1, carried - 1);
            sent.push({ offset, batch });
            const answer = await writer.send({ entries: batch }, offset);
            same(answer._tag, "Right", "A producer that is alone is never refused");
            if (isRight(answer) && !lost) acknowledged = carried;
          }
          same(
            await textsOf(trial, writer.id),
            ["started", ...texts],
            "The log is what was written",
          );
        }),
        { seed: trial.seed, numRuns: trial.runs(100) },
      ),
  },
  {
    name: "what a refusal says was stored is what the log holds",
    promise: "P3",
    check: (trial) =>
      fc.assert(
        fc.asyncProperty(
          entries(12),
          fc.nat({ max: 12 }),
          fc.nat({ max: 12 }),
          fc.constantFrom("stop", "take-over", "both"),
          async (texts, reached, from, what) => {
            const writer = await begin(trial);
            const { id } = writer;
            const stored = texts.slice(0, reached);
            await writer.send({ entries: stored });
            if (what !== "stop") {
              const next = await takeOver(trial, id, await headOf(trial, id));
              await next.write("another's");
            }
            if (what !== "take-over") await stop(trial, id, writer.incarnation);
            // The whole again, from a place that it had been acknowledged up to.
            const acknowledged = Math.min(from, stored.length);
            const rest = texts.slice(acknowledged);
            const answer = await writer.send({ entries: rest }, 1 + acknowledged);
            const durable = isRight(answer) ? rest.length : answer.left.stored;
            const settled = texts.slice(0, acknowledged + durable);
            same(
              settled,
              stored,
              "What the producer takes for durable is what the log holds of it",
            );
            const log = await textsOf(trial, id);
            same(log.slice(1, 1 + stored.length), stored, "And the log holds it in its place");
          },
        ),
        { seed: trial.seed, numRuns: trial.runs(100) },
      ),
  },
];
