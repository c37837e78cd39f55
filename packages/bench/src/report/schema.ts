import { z } from "zod";
import type { Report } from "./report.ts";

const figure = z.strictObject({
  name: z.string(),
  unit: z.string(),
  ours: z.number(),
  raw: z.number().nullable(),
  yardstick: z.string(),
  peers: z.record(z.string(), z.number()),
  ratio: z.number().nullable(),
  spread: z.tuple([z.number(), z.number()]).nullable(),
  target: z.string(),
  holds: z.boolean(),
  misses: z.array(z.string()),
  note: z.string(),
});

/** A report as a file holds it. */
export const reportSchema: z.ZodType<Report> = z.strictObject({
  metrics: z.array(figure.omit({ misses: true }).extend({ figures: z.array(figure).min(1) })),
  costs: z.array(
    z.strictObject({ name: z.string(), unit: z.string(), value: z.number(), what: z.string() }),
  ),
  machine: z.strictObject({
    cpu: z.string(),
    cores: z.number(),
    memoryGb: z.number(),
    os: z.string(),
    node: z.string(),
    redis: z.string(),
    load: z.number(),
    packages: z.record(z.string(), z.string()),
  }),
  day: z.iso.date(),
  quick: z.boolean(),
});
