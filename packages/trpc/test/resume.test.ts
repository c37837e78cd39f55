import { arbitraries } from "@segno/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { follow, textOf } from "./support/reading.ts";
import { type Client, type Served, serve } from "./support/served.ts";

type Event = { readonly type: string; readonly position: string };

/** A text in pieces, and after which events of its reader the connection is cut, and how. */
const plays = fc.record({
  pieces: fc.array(arbitraries.text, { minLength: 1, maxLength: 40 }),
  cuts: fc.dictionary(fc.nat({ max: 40 }).map(String), fc.constantFrom("cut", "reset"), {
    maxKeys: 5,
  }),
  live: fc.boolean(),
});

type Cuts = Readonly<Record<string, "cut" | "reset">>;

/** Cuts the line when so many events have come. */
const cutting = ({ proxy }: Served, cuts: Cuts) => {
  let seen = 0;
  return (): void => {
    const how = cuts[String(seen)];
    if (how) proxy[how]();
    seen += 1;
  };
};

const subscribed = async (served: Served, streamId: string, cuts: Cuts): Promise<Event[]> => {
  const reader = follow(served.client(), { streamId, wait: 10_000 }, cutting(served, cuts));
  expect(await reader.over).toBeNull();
  expect(reader.seen.at(-1)?.type).toBe("completed");
  return reader.seen.slice(0, -1);
};

const listened = async (served: Served, streamId: string, cuts: Cuts): Promise<Event[]> => {
  const seen: Event[] = [];
  const onEvent = cutting(served, cuts);
  const { listenToStream }: Client["streams"] = served.client().streams;
  for (let whole = false; !whole; ) {
    const input = { streamId, fromEventId: seen.at(-1)?.position, replay: true };
    try {
      for await (const event of await listenToStream.mutate(input)) {
        seen.push(event);
        onEvent();
      }
      whole = true;
    } catch {}
  }
  return seen;
};

test.each([
  ["followStream", subscribed],
  ["listenToStream", listened],
])("%s: cut anywhere, any number of times, a text is read letter by letter", async (_, read) => {
  const served = await serve();
  let stream = 0;
  await fc.assert(
    fc.asyncProperty(plays, async ({ pieces, cuts, live }) => {
      stream += 1;
      const id = `a${stream}`;
      const writer = await served.streams.start(id);
      const reading = live ? read(served, id, cuts) : null;
      for (const content of pieces) await writer.write({ content });
      await writer.complete();
      const seen = await (reading ?? read(served, id, cuts));
      expect(textOf(seen)).toBe(pieces.join(""));
      expect(seen.map(({ type }) => type)).toEqual(["started", ...pieces.map(() => "chunk")]);
      expect(new Set(seen.map(({ position }) => position)).size).toBe(seen.length);
    }),
    { numRuns: 25 },
  );
});
