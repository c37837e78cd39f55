import type { Inventory } from "@segno/core";
import { type ServiceSaboteur, withStreams } from "./service-saboteur.ts";

const counts = "an inventory counts streams and events by status and kind, and knows the oldest";
const nothing = "an inventory of nothing says so, and an aborted one ends with its reason";

/** Each step of an inventory is told otherwise. */
const telling = (
  name: string,
  broken: string,
  change: (step: Inventory) => Inventory,
): ServiceSaboteur => ({
  name,
  breaks: [broken],
  create: withStreams((streams) => ({
    inventory: async function* (options) {
      for await (const step of streams.inventory(options)) yield change(step);
    },
  })),
});

export const countingServiceSaboteurs: readonly ServiceSaboteur[] = [
  telling("counts chunks for events", counts, (step) => ({
    ...step,
    events: step.events - step.streams,
  })),
  telling("counts what has no kind as none", counts, (step) => ({
    ...step,
    byKind: step.byKind.filter(({ kind }) => kind !== null),
  })),
  telling("is never done", counts, (step) => ({ ...step, done: false })),
  telling("counts one where there is none", nothing, (step) => ({
    ...step,
    streams: Math.max(1, step.streams),
  })),
  {
    name: "goes on counting for who has left",
    breaks: [nothing],
    create: withStreams((streams) => ({
      inventory: ({ signal: _, ...options } = {}) => streams.inventory(options),
    })),
  },
];
