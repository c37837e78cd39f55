import fc from "fast-check";
import { hostileText } from "../../arbitraries/texts.ts";
import { codeFrom, replay, wholeLife } from "../../kit/audience.ts";
import { same } from "../../kit/same.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const hostileIds: readonly string[] = [
  "",
  " ",
  "a b",
  "a/b",
  "{a}",
  "}",
  "ä",
  "a\n",
  "a\u0000b",
  "x".repeat(129),
  "*",
  "a?",
  "\ud800",
];

const _hasKey = (value: unknown, key: string): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Object.hasOwn(value, key) || Object.values(value).some((inner) => _hasKey(inner, key)));

export const boundingLaws: readonly ServiceLaw[] = [
  {
    name: "hostile ids and positions are refused before anything is asked of the store",
    promise: "P17",
    check: async (stage) => {
      const streams = stage.process();
      const { appends, reads } = stage.counts;
      for (const id of hostileIds) {
        const codes = [
          await codeFrom(streams.start(id)),
          await codeFrom(streams.stop(id)),
          await codeFrom(streams.read(id)),
          await codeFrom(streams.describe(id)),
          await codeFrom(streams.remove(id)),
          await codeFrom((async () => streams.follow(id))()),
        ];
        same([...new Set(codes)], ["invalid-id"], `The id ${JSON.stringify(id)} is refused`);
      }
      const id = stage.trial.id();
      const tokens = [
        "",
        "1",
        "-1",
        "0.0",
        "x".repeat(10_000),
        "01ARZ3NDEKTSV4RRFFQ69G5FAV.0000000.1.1",
      ];
      await fc.assert(
        fc.asyncProperty(fc.oneof(fc.constantFrom(...tokens), hostileText), async (after) => {
          if (after === "0") return;
          const code = await codeFrom((async () => streams.follow(id, { after }))());
          same(code, "invalid-position", `The position ${JSON.stringify(after)} is refused`);
        }),
        { seed: stage.trial.seed, numRuns: 60 },
      );
      same(stage.counts.appends, appends, "Nothing was appended");
      same(stage.counts.reads, reads, "Nothing was read");
    },
  },
  {
    name: "a position of another stream is refused",
    promise: "P17",
    check: async (stage) => {
      const streams = stage.process();
      const [mine, other] = [stage.trial.id(), stage.trial.id()];
      const writer = await stage.until(streams.start(other), "a start");
      const after = await stage.until(writer.write({ content: "a" }), "a write");
      await stage.until(writer.complete(), "the completion");
      const code = await codeFrom((async () => streams.follow(mine, { after }))());
      same(code, "invalid-position", "A position of another stream");
    },
  },
  {
    name: "a payload that is too large, or no JSON, fails its own write alone",
    promise: "P17",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process({ maxChunkBytes: 1_000 });
      const writer = await stage.until(streams.start(id), "a start");
      const cycle: { content: string; self?: unknown } = { content: "cycle" };
      cycle.self = cycle;
      const refusals: readonly [{ content: string }, string][] = [
        [{ content: "x".repeat(1_000) }, "too-large"],
        [{ content: "世".repeat(400) }, "too-large"],
        [cycle, "invalid-payload"],
      ];
      for (const [payload, expected] of refusals) {
        const before = writer.write({ content: "before" });
        const code = await stage.until(codeFrom(writer.write(payload)), "a write that is refused");
        same(code, expected, "It is refused by name");
        await stage.until(before, "the write before it");
      }
      await stage.until(writer.complete(), "the completion");
      const said = ["before", "before", "before"];
      wholeLife(await replay(stage, streams, id), said, "completed", "A reader");
    },
  },
];
