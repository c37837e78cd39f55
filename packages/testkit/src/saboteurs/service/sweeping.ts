import type { Streams, SweepOptions, Swept } from "@segno/core";
import type { Said } from "../../kit/stage.ts";
import { type ServiceSaboteur, withSettings, withStreams } from "./service-saboteur.ts";

const laws = {
  old: "a sweep removes what is older and has ended, and nothing else",
  live: "what lives is swept only where that is asked for, and its producer and readers are told",
  anew: "a stream that begins anew while it is swept stays",
  once: "several processes sweep at once, and each stream is removed once",
  parts: "a sweep in parts, each from the cursor of the one before, comes to the end",
  dead: "a sweep declares the dead producers that it meets, and removes what they left where asked",
  left: "what a dead producer left is removed by a sweep of what is active, once it is declared",
  aborted: "a sweep that is aborted ends with its reason, and what cannot be meant is refused",
};

type Sweep = Streams<Said>["sweep"];

const sweeping = (
  name: string,
  breaks: readonly string[],
  change: (sweep: Sweep, streams: Streams<Said>) => Sweep,
): ServiceSaboteur => ({
  name,
  breaks,
  create: withStreams((streams) => ({ sweep: change(streams.sweep, streams) })),
});

/** With other options than those that were given. */
const asking = (
  name: string,
  breaks: readonly string[],
  change: Partial<SweepOptions>,
): ServiceSaboteur =>
  sweeping(name, breaks, (sweep) => (options) => sweep({ ...options, ...change }));

/** Each step is told otherwise. */
const telling = (
  name: string,
  breaks: readonly string[],
  change: (step: Swept) => Swept,
): ServiceSaboteur =>
  sweeping(
    name,
    breaks,
    (sweep) =>
      async function* (options) {
        for await (const step of sweep(options)) yield change(step);
      },
  );

export const sweepingServiceSaboteurs: readonly ServiceSaboteur[] = [
  asking("sweeps what is young", [laws.old], { olderThan: 0 }),
  asking("sweeps in a dry run", [laws.old], { dryRun: false }),
  asking("sweeps what lives", [laws.live], { only: "any" }),
  asking("never sweeps what lives", [laws.live, laws.left], { only: "ended" }),
  sweeping("tells of removals that were refused", [laws.anew], (_, streams) => {
    return async function* ({ owner }) {
      const { streams: found } = await streams.list(owner === undefined ? {} : { owner });
      for (const { streamId, incarnation } of found) {
        await streams.remove(streamId, { incarnation }).catch(() => {});
      }
      const ids = found.map(({ streamId }) => streamId) as unknown as Swept["streams"];
      yield { streams: ids, removed: ids.length, spared: 0, declaredLost: 0, cursor: null };
    };
  }),
  telling("counts what others have removed", [laws.once], (step) => ({
    ...step,
    removed: step.removed + step.spared,
  })),
  telling("forgets where it got to", [laws.parts], (step) => ({ ...step, cursor: null })),
  {
    name: "has no time to wait for the dead",
    breaks: [laws.dead, laws.left],
    create: withSettings({ graceMs: 100_000_000, activeTtlMs: 1_000_000_000 }),
  },
  {
    name: "goes on sweeping for who has left",
    breaks: [laws.aborted],
    create: withStreams((streams) => ({
      sweep: ({ signal: _, ...options }) => streams.sweep(options),
    })),
  },
];
