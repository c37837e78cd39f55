import fc from "fast-check";
import type { MessageEvent } from "../../src/message/events.ts";
import type { Json, LifecycleEvent, Terminal } from "../../src/stream/events.ts";
import type { Head, Seen } from "../../src/stream/head.ts";
import { parseStreamId, parseUlid, type StreamId, type Ulid } from "../../src/stream/ids.ts";
import type { Place } from "../../src/stream/position.ts";

const checked = <A>(value: A | null): A => {
  if (value === null) throw new Error("the arbitrary made something that the parser refuses");
  return value;
};

const stringOf = (alphabet: string, minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...alphabet), minLength, maxLength });

const letters = "abcdefghijklmnopqrstuvwxyz";

export const streamIds: fc.Arbitrary<StreamId> = stringOf(
  `${letters}${letters.toUpperCase()}0123456789_.:~-`,
  1,
  128,
).map((id) => checked(parseStreamId(id)));

export const ulids: fc.Arbitrary<Ulid> = fc
  .tuple(fc.constantFrom(..."01234567"), stringOf("0123456789ABCDEFGHJKMNPQRSTVWXYZ", 25, 25))
  .map(([first, rest]) => checked(parseUlid(first + rest)));

/** Epochs and offsets: from 1 up to what a number holds exactly. */
export const counters: fc.Arbitrary<number> = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });

export const times: fc.Arbitrary<number> = fc.nat({ max: 4_102_444_800_000 });

export const places: fc.Arbitrary<Place> = fc.record({
  incarnation: ulids,
  epoch: counters,
  offset: counters,
});

/** Any code point; fast-check's own "binary" unit takes seconds to build its table. */
const codePoints = fc.nat({ max: 0x10ffff }).map((point) => String.fromCodePoint(point));

/** Any text that JSON can carry, lone surrogates and control characters included. */
export const texts: fc.Arbitrary<string> = fc.oneof(
  fc.string(),
  fc.string({ unit: codePoints }),
  fc.string({ unit: fc.nat({ max: 0x1f }).map((code) => String.fromCharCode(code)) }),
);

/** A record whose keys in `optional` are there or not. */
const maybe = <A>(some: fc.Arbitrary<A>, add: (value: A) => object): fc.Arbitrary<object> =>
  fc.option(some).map((value) => (value === null ? {} : add(value)));

const reasons = maybe(texts, (reason) => ({ reason }));
const senders = maybe(texts, (by) => ({ by }));

export const jsons: fc.Arbitrary<Json> = fc
  .jsonValue({ stringUnit: codePoints })
  .map((value) => JSON.stringify(value))
  .filter((text) => !text.includes('"__proto__":'))
  .map((text): Json => JSON.parse(text));

export const terminals: fc.Arbitrary<Terminal> = fc.oneof(
  fc
    .tuple(times, senders, reasons)
    .map(([at, by, why]): Terminal => ({ type: "stopped", at, ...by, ...why })),
  fc
    .tuple(times, texts, texts)
    .map(([at, code, message]): Terminal => ({ type: "failed", at, code, message })),
  fc
    .tuple(times, fc.nat(), reasons)
    .map(([at, chunks, why]): Terminal => ({ type: "completed", at, chunks, ...why })),
);

export const lifecycleEvents = <A>(data: fc.Arbitrary<A>): fc.Arbitrary<LifecycleEvent<A>> =>
  fc.oneof(
    { arbitrary: startedEvents, weight: 1 },
    {
      arbitrary: fc
        .tuple(times, data)
        .map(([at, payload]): LifecycleEvent<A> => ({ type: "chunk", at, data: payload })),
      weight: 4,
    },
    { arbitrary: terminals, weight: 1 },
  );

export const startedEvents: fc.Arbitrary<Extract<LifecycleEvent<never>, { type: "started" }>> = fc
  .tuple(
    times,
    ulids,
    maybe(texts, (owner) => ({ owner })),
    maybe(texts, (kind) => ({ kind })),
    maybe(jsons, (metadata) => ({ metadata })),
  )
  .map(([at, incarnation, owner, kind, metadata]) => ({
    type: "started",
    at,
    incarnation,
    ...owner,
    ...kind,
    ...metadata,
  }));

/** Few ids, so that events meet the same messages again. */
const messageIds = fc.constantFrom("m1", "m2", "m3");

export const messageEvents: fc.Arbitrary<MessageEvent> = fc.oneof(
  fc
    .tuple(messageIds, texts)
    .map(([messageId, content]): MessageEvent => ({ type: "user-message", messageId, content })),
  fc
    .tuple(
      messageIds,
      maybe(texts, (model) => ({ model })),
    )
    .map(([messageId, model]): MessageEvent => ({ type: "ai-message-start", messageId, ...model })),
  fc
    .tuple(messageIds, texts)
    .map(
      ([messageId, content]): MessageEvent => ({ type: "ai-message-chunk", messageId, content }),
    ),
  messageIds.map((messageId): MessageEvent => ({ type: "ai-message-complete", messageId })),
  fc.tuple(messageIds, senders, reasons).map(
    ([messageId, by, why]): MessageEvent => ({
      type: "ai-message-stopped",
      messageId,
      ...by,
      ...why,
    }),
  ),
  fc.tuple(messageIds, texts, texts).map(
    ([messageId, code, message]): MessageEvent => ({
      type: "ai-message-failed",
      messageId,
      code,
      message,
    }),
  ),
);

/** Few calls, epochs and times, so that commands meet heads that are nearly theirs. */
export const fewCalls: fc.Arbitrary<Ulid> = fc
  .constantFrom(..."123")
  .map((digit) => checked(parseUlid(digit.padStart(26, "0"))));

export const heads: fc.Arbitrary<Head> = fc
  .record({
    incarnation: fewCalls,
    producer: fewCalls,
    startedAt: fc.nat({ max: 5 }),
    epoch: fc.integer({ min: 1, max: 3 }),
    offset: fc.integer({ min: 1, max: 5 }),
    revision: fc.nat({ max: 9 }),
    leaseUntil: fc.nat({ max: 9 }),
    leaseMs: fc.constant(4),
    activeTtlMs: fc.constant(100),
    endedTtlMs: fc.constant(1000),
    end: fc.option(
      fc.record({
        terminal: fc.constantFrom("stopped" as const, "failed" as const, "completed" as const),
        closer: fewCalls,
      }),
    ),
  })
  .map(({ end, ...head }) => ({ ...head, ...end }));

export const seens: fc.Arbitrary<Seen> = fc.record({
  head: fc.option(heads, { freq: 9 }),
  now: fc.nat({ max: 9 }),
});
