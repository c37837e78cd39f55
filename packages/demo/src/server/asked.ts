import { z } from "zod";
import { defaultText, textOf } from "../source/library.ts";
import type { StartBody } from "../wire.ts";

/** The slowest pace, in ms per token. */
export const slowestMs = 2_000;

export const startBody: z.ZodType<StartBody> = z.object({
  prompt: z.string().trim().min(1).max(4_000),
  text: z
    .string()
    .refine((id) => textOf(id) !== null, "There is no such text")
    .default(defaultText),
  intervalMs: z.number().min(0).max(slowestMs).default(20),
  anew: z.boolean().default(false),
  ackWindow: z
    .object({ reader: z.string().min(1).max(128), chunks: z.int().min(1).max(1_000) })
    .optional(),
});
