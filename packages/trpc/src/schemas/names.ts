import type { Incarnation, Position, StreamId } from "@segno/core/browser";
import { parseReaderId, parseStreamId, parseUlid } from "@segno/core/browser";
import { z } from "zod";
import { refusedAs } from "./refused.ts";

/** A stream's name as a client gives it. Refused as `invalid-id`. */
export const givenId: z.ZodType<string, string> = z
  .string()
  .refine((value) => parseStreamId(value) !== null, {
    error: "A stream id takes 1 to 128 of A-Z a-z 0-9 _ . : ~ -",
    params: refusedAs("invalid-id"),
  });

/** Who reads, as a client names it. Refused as `invalid-id`. */
export const givenReader: z.ZodType<string, string> = z
  .string()
  .refine((value) => parseReaderId(value) !== null, {
    error: "A reader takes 1 to 128 characters without control characters",
    params: refusedAs("invalid-id"),
  });

export const streamId: z.ZodType<StreamId> = z.custom<StreamId>(
  (value) => parseStreamId(value) !== null,
);

export const incarnation: z.ZodType<Incarnation> = z.custom<Incarnation>(
  (value) => parseUlid(value) !== null,
);

/** Opaque: only the stream itself can tell whether it is one of its own. */
export const position: z.ZodType<Position> = z.custom<Position>(
  (value) => typeof value === "string" && value !== "",
);
