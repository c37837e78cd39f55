import { placeOf, type Recorded, SegnoError } from "@segno/core/browser";
import type { StandardSchemaV1 } from "@standard-schema/spec";
import { parseJson } from "./problem.ts";

/** What the payloads of a stream are checked with: of zod, valibot, arktype or any other of the standard. */
export type PayloadSchema<A> = StandardSchemaV1<unknown, A>;

/** What an event must have, by its type; payloads are looked into by the schema alone. */
const needs: Readonly<Record<string, string>> = {
  started: "incarnation",
  chunk: "data",
  stopped: "at",
  failed: "message",
  completed: "chunks",
};

const badEntry = (position: string, why: string, details = {}): SegnoError =>
  new SegnoError("bad-entry", `Event ${position}: ${why}`, { details });

/** Whether a frame of this name is one of the stream's own; others are passed over. */
export const isLifecycle = (type: string | undefined): boolean =>
  type !== undefined && Object.hasOwn(needs, type);

const isRecorded = (event: Readonly<Record<string, unknown>>): event is Recorded<unknown> => {
  const type = String(event["type"]);
  return isLifecycle(type) && typeof event["at"] === "number" && `${needs[type]}` in event;
};

/** The event in a frame or a listing, with its place. Throws `bad-entry` where there is none. */
export const recordOf = (position: string, found: unknown): Recorded<unknown> => {
  const offset = placeOf(position)?.offset;
  const event: Readonly<Record<string, unknown>> = { ...Object(found), position, offset };
  if (offset && isRecorded(event)) return event;
  throw badEntry(position, "no event at a place");
};

/** The event in the data of a frame. */
export const parseEvent = (position = "", data: string): Recorded<unknown> =>
  recordOf(position, parseJson(data));

/** The event with its payload as the schema leaves it. Throws `bad-entry` where it refuses, with its `issues`. */
export const checkPayload = async <A>(
  event: Recorded<unknown>,
  schema: PayloadSchema<A> | undefined,
): Promise<Recorded<A>> => {
  if (!schema || event.type !== "chunk") return event as Recorded<A>;
  const validate = async () => schema["~standard"].validate(event.data);
  // What it throws is no line that was cut: another one would not mend it.
  const result = await validate().catch((thrown) => ({ issues: [thrown] }));
  if (!result.issues) return { ...event, data: result.value };
  const { issues } = result;
  throw badEntry(event.position, `the schema refuses it: ${issues[0]?.message}`, { issues });
};
