import { lifecycle, textOf } from "@segno/core";
import fc from "fast-check";
import { hostileText, text } from "../../arbitraries/texts.ts";
import { reader, replay } from "../../kit/audience.ts";
import { demand } from "../../kit/law.ts";
import { same } from "../../kit/same.ts";
import type { Said } from "../../kit/stage.ts";
import type { Weather } from "../../kit/weather.ts";
import { foldsAlike } from "../../replay/folds-alike.ts";
import { historyOf } from "../../replay/history.ts";
import type { ServiceLaw } from "./law-of-service.ts";

const hasKey = (value: unknown, key: string): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Object.hasOwn(value, key) || Object.values(value).some((inner) => hasKey(inner, key)));

export const keepingLaws: readonly ServiceLaw[] = [
  {
    name: "describe shows one expiry for all of a stream, live and ended",
    promise: "P15",
    check: async (stage) => {
      const id = stage.trial.id();
      const streams = stage.process();
      const writer = await stage.until(
        streams.start(id, { owner: "ann", kind: "chat" }),
        "a start",
      );
      await stage.until(writer.write({ content: "a" }), "a write");
      const live = await stage.until(streams.describe(id), "a look");
      same([live.status, live.owner, live.kind], ["active", "ann", "chat"], "What is known of it");
      same([live.eventCount, live.chunks], [2, 1], "How much there is");
      same(live.ttl.synchronized, true, "All keys expire at one instant");
      await stage.until(writer.complete(), "the completion");
      const ended = await stage.until(streams.describe(id), "another look");
      same([ended.status, ended.eventCount, ended.chunks], ["completed", 3, 1], "How it ended");
      same(ended.ttl.synchronized, true, "All keys expire at one instant");
      const { endedTtlMs } = stage.settings;
      const left = ended.ttl.streamTtlMs ?? 0;
      demand(
        left <= endedTtlMs + 1_000 && left > endedTtlMs - 10_000,
        `It is kept for another ${left} ms.`,
      );
    },
  },
  {
    name: "a reader goes on after the position that a look gives, also of who has taken over and written nothing yet",
    promise: "P8",
    check: async (stage) => {
      const { trial, settings } = stage;
      const id = trial.id();
      const weather: Partial<Weather> = {};
      const dying = stage.process({ commandTimeoutMs: 2_000 }, weather);
      const left = await stage.until(dying.start(id), "a start");
      await stage.until(left.write({ content: "a" }), "a write");
      weather.down = true;
      await trial.pass(settings.leaseMs + 10);
      const streams = stage.process();
      const heir = await stage.until(streams.start(id, { ifStale: "take-over" }), "a takeover");
      const { position } = await stage.until(streams.describe(id), "a look");
      const content = await stage.until(streams.read(id), "a read");
      same(content.meta.position, content.events.at(-1)?.position, "A read is at its last event");
      same(position, content.meta.position, "So is a look");
      same(heir.position, position, "And who has taken over");
      const { streams: listed } = await stage.until(streams.list({ only: "active" }), "a list");
      const found = listed.find(({ streamId }) => streamId === id);
      if (found) same(found.position, position, "And a list");
      const going = reader(streams.follow(id, { after: position }));
      await stage.until(heir.write({ content: "b" }), "its write");
      await stage.until(heir.complete(), "its completion");
      const { events } = await stage.until(going.done, "who goes on after it");
      same(
        events.map(({ type }) => type),
        ["chunk", "completed"],
        "Who goes on after it gets the rest",
      );
    },
  },
  {
    name: "payloads of any JSON come back as they were written, live and from the store",
    promise: "P16",
    check: async (stage) => {
      const streams = stage.process();
      // A key `__proto__` is refused by name; everything else that JSON carries must come back.
      const more = fc.jsonValue({ maxDepth: 3 }).filter((value) => !hasKey(value, "__proto__"));
      const payload = fc.record({ content: hostileText, more });
      const odd = fc.array(payload, { minLength: 1, maxLength: 15 });
      await fc.assert(
        fc.asyncProperty(odd, async (payloads) => {
          const id = stage.trial.id();
          const live = reader(streams.follow(id));
          const plain = payloads.map((one) => JSON.parse(JSON.stringify(one)));
          await stage.until(
            streams.run(id, async (run) => {
              for (const payload of payloads) await run.write(payload);
            }),
            "a run",
          );
          for (const seen of [
            await stage.until(live.done, "live"),
            await replay(stage, streams, id),
          ]) {
            const data = seen.events.flatMap((event) =>
              event.type === "chunk" ? [event.data] : [],
            );
            same(data, plain, "Payloads come back unchanged");
          }
        }),
        { seed: stage.trial.seed, numRuns: stage.trial.runs(40) },
      );
    },
  },
  {
    name: "folded live, across cuts and lives, from a replay and from read: one state",
    promise: "P16",
    check: async (stage) => {
      const sleep = (ms: number): Promise<void> =>
        new Promise((resolve) => {
          stage.clock.after(ms, resolve);
        });
      const words = textOf<Said>(({ content }) => content);
      const pages = { pageEvents: 7, ringEvents: 8 };
      const setting = { until: stage.until, sleep, process: () => stage.process(pages) };
      await fc.assert(
        fc.asyncProperty(historyOf(fc.record({ content: text })), (history) =>
          foldsAlike({ ...setting, id: stage.trial.id() }, history, {
            projection: {
              initial: { life: lifecycle.initial, said: words.initial },
              evolve: ({ life, said }, event) => ({
                life: lifecycle.evolve(life, event),
                said: words.evolve(said, event),
              }),
            },
          }),
        ),
        { seed: stage.trial.seed, numRuns: stage.trial.runs(15) },
      );
    },
  },
  {
    name: "a walk through the list finds every stream, with its status",
    promise: "P18",
    check: async (stage) => {
      const streams = stage.process();
      const expected = new Map<string, string>();
      for (let at = 0; at < 12; at++) {
        const id = stage.trial.id();
        const writer = await stage.until(streams.start(id, { owner: `${at}` }), "a start");
        if (at % 2) await stage.until(writer.complete(), "its completion");
        expected.set(id, at % 2 ? "completed" : "active");
      }
      const found = new Map<string, string>();
      let cursor: string | null = null;
      do {
        const page: Awaited<ReturnType<typeof streams.list>> = await stage.until(
          streams.list(cursor === null ? { limit: 5 } : { limit: 5, cursor }),
          "a page of the list",
        );
        for (const { streamId, status } of page.streams) found.set(streamId, status);
        cursor = page.cursor;
        same(page.inMemoryCount, 6, "And says how many this process writes");
      } while (cursor !== null);
      for (const [id, status] of expected) same(found.get(id), status, `${id} is listed`);
    },
  },
];
