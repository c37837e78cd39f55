import type { Json, LifecycleEvent, MessageEvent, Terminal } from "@segno/core";
import fc from "fast-check";
import { ulid } from "./names.ts";
import { hostileText, longText, text } from "./texts.ts";

const hasProto = (value: unknown): boolean =>
  typeof value === "object" &&
  value !== null &&
  (Object.hasOwn(value, "__proto__") || Object.values(value).some(hasProto));

/** Any JSON, hostile texts and deep nesting included, but for the key `__proto__`, which is refused by name. */
export const json: fc.Arbitrary<Json> = fc
  .oneof(
    { weight: 6, arbitrary: fc.jsonValue({ maxDepth: 4 }) },
    { weight: 3, arbitrary: hostileText },
    { weight: 1, arbitrary: longText(50_000) },
    {
      weight: 1,
      arbitrary: fc.nat({ max: 60 }).map((depth) => "[".repeat(depth) + "]".repeat(depth)),
    },
  )
  .filter((value) => !hasProto(value))
  .map((value): Json => JSON.parse(JSON.stringify(value)));

const at = fc.integer({ min: 0, max: 4_102_444_800_000 });

/** Any end of a stream. */
export const terminal: fc.Arbitrary<Terminal> = fc.oneof(
  fc.record(
    { type: fc.constant("stopped"), at, by: text, reason: text },
    { requiredKeys: ["type", "at"] },
  ),
  fc.record({ type: fc.constant("failed"), at, code: text, message: hostileText }),
  fc.record(
    { type: fc.constant("completed"), at, chunks: fc.nat(), reason: text },
    { requiredKeys: ["type", "at", "chunks"] },
  ),
);

const started = fc.record(
  { type: fc.constant("started"), at, incarnation: ulid, owner: text, kind: text, metadata: json },
  { requiredKeys: ["type", "at", "incarnation"] },
);

const chunkOf = <A>(payload: fc.Arbitrary<A>): fc.Arbitrary<LifecycleEvent<A>> =>
  fc.tuple(at, payload).map(([when, data]) => ({ type: "chunk", at: when, data }));

/** One life as the store would hold it: a start, chunks, and an end or none yet. */
export const lifecycle = <A>(
  payload: fc.Arbitrary<A>,
  maxLength = 30,
): fc.Arbitrary<readonly LifecycleEvent<A>[]> =>
  fc
    .tuple(started, fc.array(chunkOf(payload), { maxLength }), fc.option(terminal, { nil: null }))
    .map(([start, chunks, end]) => [start, ...chunks, ...(end ? [end] : [])]);

/** Events in any order at all, which no store would hold: a reducer must bear them. */
export const hostileLifecycle = <A>(
  payload: fc.Arbitrary<A>,
): fc.Arbitrary<readonly LifecycleEvent<A>[]> =>
  fc.array(
    fc.oneof(
      { weight: 1, arbitrary: started },
      { weight: 4, arbitrary: chunkOf(payload) },
      { weight: 1, arbitrary: terminal },
    ),
  );

const messageId = fc.constantFrom("m1", "m2", "m3", "__proto__");

const aiEnding: fc.Arbitrary<MessageEvent> = fc.oneof(
  fc.record({ type: fc.constant("ai-message-complete"), messageId }),
  fc.record(
    { type: fc.constant("ai-message-stopped"), messageId, by: text, reason: text },
    { requiredKeys: ["type", "messageId"] },
  ),
  fc.record({ type: fc.constant("ai-message-failed"), messageId, code: text, message: text }),
);

/** One message event, of any message. */
export const messageEvent: fc.Arbitrary<MessageEvent> = fc.oneof(
  fc.record({ type: fc.constant("user-message"), messageId, content: hostileText }),
  fc.record(
    { type: fc.constant("ai-message-start"), messageId, model: text },
    { requiredKeys: ["type", "messageId"] },
  ),
  fc.record({ type: fc.constant("ai-message-chunk"), messageId, content: hostileText }),
  aiEnding,
);
