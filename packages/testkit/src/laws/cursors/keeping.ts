import { begin, beginAgain, stop, takeOver, type Writer } from "../../kit/acting.ts";
import { headOf, removed, taken } from "../../kit/answers.ts";
import { ann, cursorsOf, noted, placeIn, unnoted } from "../../kit/readings.ts";
import { same } from "../../kit/same.ts";
import type { Trial } from "../../kit/trial.ts";
import type { AdapterLaw } from "../law-of-adapter.ts";

const acknowledge = async (trial: Trial, writer: Writer): Promise<void> => {
  const answer = await cursorsOf(trial).advance(writer.id, ann, writer.place());
  same(noted(answer, "An acknowledgement").place, writer.place(), "It is noted");
};

const nothingOf = async (trial: Trial, { id, place }: Writer, when: string): Promise<void> => {
  const { incarnation, reading } = await cursorsOf(trial).read(id, ann);
  same([incarnation, reading], [null, null], `${when}, nothing is known of its readers`);
  const { cursors } = await trial.store.expiry(id);
  same(cursors ?? null, null, `${when}, nothing of them is kept`);
  unnoted(await cursorsOf(trial).advance(id, ann, place()), "not-found", `${when}, a place in it`);
};

export const cursorKeepingLaws: readonly AdapterLaw[] = [
  {
    name: "places expire with their stream at one instant, whatever was appended last",
    promise: "P15",
    check: async (trial) => {
      cursorsOf(trial);
      const together = async ({ id }: Writer, what: string): Promise<void> => {
        const { head, cursors } = await trial.store.expiry(id);
        same(cursors, head, `After ${what}, places expire when the stream does`);
      };
      for (const terms of [{}, { activeTtlMs: 3_600_000, endedTtlMs: 86_400_000 }]) {
        const writer = await begin(trial, terms);
        same(
          (await trial.store.expiry(writer.id)).cursors ?? null,
          null,
          "At first there are none",
        );
        await acknowledge(trial, writer);
        await together(writer, "a first acknowledgement");
        const steps: readonly (readonly [string, () => Promise<unknown>])[] = [
          ["a chunk", () => writer.write("a")],
          ["a heartbeat", () => writer.heartbeat()],
          ["a chunk that is sent again", () => writer.send({ entries: ["a"] }, 1)],
          ["many chunks", () => writer.write(...Array.from({ length: 100 }, String))],
          ["another acknowledgement", () => acknowledge(trial, writer)],
        ];
        for (const [what, act] of steps) {
          await trial.pass(trial.virtual ? 700 : 3);
          await act();
          await together(writer, what);
        }
        const shorter = { activeTtlMs: 40_000, endedTtlMs: 20_000 };
        const next = await takeOver(trial, writer.id, await headOf(trial, writer.id), shorter);
        await together(next, "a takeover with other TTLs");
        await next.write("b");
        await together(next, "its chunk");
        taken(await stop(trial, next.id, next.incarnation), "A stop");
        await together(next, "a stop");
        await acknowledge(trial, next);
        await together(next, "an acknowledgement after it");
      }
    },
  },
  {
    name: "places go with their stream: when it is removed, when it is over, when it is begun anew",
    promise: "P15",
    check: async (trial) => {
      const away = await begin(trial);
      await acknowledge(trial, away);
      removed(await trial.store.remove(away.id, away.incarnation));
      await nothingOf(trial, away, "After a removal");
      const back = await begin(trial, { id: away.id });
      same(await placeIn(trial, back.id, ann), null, "A life after a removal knows no reader");

      const brief = await begin(trial, { activeTtlMs: trial.brief(1_000) });
      await acknowledge(trial, brief);
      await trial.pass(trial.brief(1_000) + 5);
      await nothingOf(trial, brief, "After its time");
      const anew = await begin(trial, { id: brief.id });
      same(await placeIn(trial, anew.id, ann), null, "A life after an expiry knows no reader");

      await anew.write("a");
      await acknowledge(trial, anew);
      await anew.end();
      const next = await beginAgain(trial, anew.id, await headOf(trial, anew.id));
      same(await placeIn(trial, next.id, ann), null, "Nor does a life in the place of another");
      same((await trial.store.expiry(next.id)).cursors ?? null, null, "And nothing is kept of it");
      await acknowledge(trial, next);
    },
  },
  {
    name: "a place that was noted is kept as long as its stream",
    promise: "P15",
    check: async (trial) => {
      const writer = await begin(trial, { activeTtlMs: trial.virtual ? 1_000 : 60_000 });
      const { id } = writer;
      await acknowledge(trial, writer);
      const first = writer.place();
      for (let beats = 0; beats < 5; beats++) {
        await trial.pass(trial.virtual ? 900 : 5);
        await writer.heartbeat();
        same(await placeIn(trial, id, ann), first, "A sign of life of the producer keeps it");
      }
      await writer.end();
      same(await placeIn(trial, id, ann), first, "It outlives the end");
    },
  },
];
