import type { ListOptions, Streams } from "@segno/core";
import { codeFrom } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said, Stage } from "../../kit/stage.ts";
import type { ServiceLaw } from "./law-of-service.ts";

/** The ids that a whole walk lists. */
const listed = async (
  stage: Stage,
  streams: Streams<Said>,
  options: ListOptions,
): Promise<readonly string[]> => {
  const found = new Set<string>();
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof streams.list>> = await stage.until(
      streams.list(cursor === null ? options : { ...options, cursor }),
      "a page of the list",
    );
    for (const { streamId } of page.streams) found.add(streamId);
    cursor = page.cursor;
  } while (cursor !== null);
  return [...found].sort();
};

const olderThan = 300;

export const listingLaws: readonly ServiceLaw[] = [
  {
    name: "a list by owner, kind, ending and age holds what matches, and nothing else",
    promise: "P18",
    check: async (stage) => {
      const streams = stage.process();
      const mine = new Map<string, { owner: string; kind: string; ended: boolean; old: boolean }>();
      const nonce = stage.trial.ulid();
      for (const old of [true, false]) {
        if (!old) await stage.trial.pass(olderThan);
        for (const owner of [`ann ${nonce}`, `bob ${nonce}`]) {
          for (const kind of [`chat ${nonce}`, `song ${nonce}`]) {
            for (const ended of [true, false]) {
              const id = stage.trial.id();
              const writer = await stage.until(streams.start(id, { owner, kind }), "a start");
              if (ended) await stage.until(writer.complete(), "its completion");
              // The active ones give signs of life, so that none of them is old.
              mine.set(id, { owner, kind, ended, old: old && ended });
            }
          }
        }
      }
      const owners = [undefined, `ann ${nonce}`, `bob ${nonce}`];
      const kinds = [undefined, `chat ${nonce}`];
      for (const owner of owners) {
        for (const kind of kinds) {
          for (const only of [undefined, "active", "ended"] as const) {
            const options = {
              limit: 7,
              ...(owner !== undefined && { owner }),
              ...(kind !== undefined && { kind }),
              ...(only !== undefined && { only }),
            };
            const expected = [...mine].filter(
              ([, one]) =>
                (owner === undefined || one.owner === owner) &&
                (kind === undefined || one.kind === kind) &&
                (only === undefined || one.ended === (only === "ended")),
            );
            const found = await listed(stage, streams, options);
            const ours = (owner ?? kind) ? found : found.filter((id) => mine.has(id));
            const what = `A list of ${JSON.stringify(options)}`;
            same(ours, expected.map(([id]) => id).sort(), what);
          }
        }
      }
      const age = { kind: `chat ${nonce}`, only: "ended", olderThan } as const;
      const old = await listed(stage, streams, age);
      const expected = [...mine].filter(([, one]) => one.old && one.kind === age.kind);
      for (const [id] of expected) demand(old.includes(id), `${id} is old, and was not listed.`);
      if (stage.trial.virtual) same(old.length, expected.length, "What is not old is not listed");
    },
  },
  {
    name: "once a start has resolved, the stream is in the list of its owner, and of what is active",
    promise: "P18",
    check: async (stage) => {
      const owner = `ann ${stage.trial.ulid()}`;
      const others = [stage.process(), stage.process()];
      for (let at = 0; at < 6; at++) {
        const id = stage.trial.id();
        const racing = others.map((streams) => streams.start(id, { owner }).then(() => streams));
        for (const start of racing) start.catch(() => {});
        await stage.until(Promise.any(racing), "a start");
        const [streams] = others;
        if (!streams) return;
        const lists = async (options: ListOptions, what: string): Promise<void> => {
          const found = await listed(stage, streams, options);
          demand(found.includes(id), `${id} is not listed ${what}.`);
        };
        await lists({ owner }, "under its owner");
        await lists({ only: "active" }, "among the active");
        await stage.until(Promise.allSettled(racing), "the other start");
        await lists({ owner }, "under its owner, once another start was refused");
        await stage.until(streams.stop(id), "a stop");
        await lists({ owner }, "under its owner, once it was stopped");
        // What is as young as the question may be refused as superseded: to be asked again.
        const again = async (): Promise<boolean> => {
          const code = await stage.until(codeFrom(streams.start(id, { owner })), "a start");
          return code !== "superseded";
        };
        await stage.eventually(again, "It begins anew.");
        await lists({ owner, only: "active" }, "under its owner, begun anew");
      }
    },
  },
  {
    name: "a cursor goes with its filter: with another it is refused",
    promise: "P17",
    calm: true,
    check: async (stage) => {
      const streams = stage.process();
      for (let at = 0; at < 3; at++) {
        await stage.until(streams.start(stage.trial.id(), { owner: "ann" }), "a start");
      }
      const { cursor } = await stage.until(streams.list({ limit: 1 }), "a page");
      if (cursor === null) return;
      const filters: readonly ListOptions[] = [
        { owner: "ann" },
        { kind: "chat" },
        { only: "active" },
        { only: "ended" },
        { olderThan: 0 },
      ];
      for (const filter of filters) {
        const code = await stage.until(codeFrom(streams.list({ ...filter, cursor })), "a page");
        same(code, "invalid-cursor", `A cursor with ${JSON.stringify(filter)}`);
      }
      await stage.until(streams.list({ cursor }), "the next page");
    },
  },
];
