import type { Streams } from "@segno/core";
import { expect, test, vi } from "vitest";
import { refusal, textOf } from "./support/reading.ts";
import { type Client, type Said, serve } from "./support/served.ts";

const quick = { interval: 2, timeout: 5_000 };

type Event = Awaited<ReturnType<typeof listen>> extends AsyncIterable<infer E> ? E : never;

const listen = (client: Client, fromEventId?: string, replay?: boolean) =>
  client.streams.listenToStream.mutate({ streamId: "a1", fromEventId, replay });

const all = async (events: Promise<AsyncIterable<Event>>): Promise<Event[]> => {
  const seen: Event[] = [];
  for await (const event of await events) seen.push(event);
  return seen;
};

const ended = async (streams: Streams<Said>, content: string): Promise<string> => {
  const writer = await streams.start("a1");
  const position = await writer.write({ content });
  await writer.complete();
  return position;
};

test("it yields what was and what comes, `started` and chunks only, until the stream ends", async () => {
  const { streams, client } = await serve();
  const writer = await streams.start("a1");
  await writer.write({ content: "Back" });
  const seen: Event[] = [];
  const over = (async () => {
    for await (const event of await listen(client(), "0")) seen.push(event);
  })();
  await vi.waitFor(() => expect(seen).toHaveLength(2));
  await writer.write({ content: " again" });
  await writer.complete();
  await over;
  expect(seen.map(({ type }) => type)).toEqual(["started", "chunk", "chunk"]);
  expect(textOf(seen)).toBe("Back again");
});

test("nothing for an unknown stream, nor for one that has ended, whatever the position", async () => {
  const { streams, client, errors } = await serve();
  expect(await all(listen(client()))).toEqual([]);
  const position = await ended(streams, "Back");
  expect(await all(listen(client(), "0"))).toEqual([]);
  expect(await all(listen(client(), position))).toEqual([]);
  expect(errors).toEqual([]);
});

test("a replay is for those that have ended, too", async () => {
  const { streams, client } = await serve();
  const position = await ended(streams, "Back");
  expect(textOf(await all(listen(client(), "0", true)))).toBe("Back");
  expect(await all(listen(client(), position, true))).toEqual([]);
});

test("a position that is none, or another stream's, is refused", async () => {
  const { streams, client } = await serve();
  await streams.start("a1");
  const other = await streams.start("a2");
  expect(await refusal(listen(client(), "yesterday"))).toBe("invalid-position BAD_REQUEST");
  expect(await refusal(listen(client(), other.position))).toBe("invalid-position BAD_REQUEST");
});

test("cut again and again, it is read to the end from the last position: nothing twice, nothing lost", async () => {
  const { streams, client, proxy } = await serve();
  const writer = await streams.start("a1");
  const words = Array.from({ length: 60 }, (_, at) => `${at} `);
  const seen: Event[] = [];
  let cuts = 0;

  const read = async (): Promise<void> => {
    for await (const event of await listen(client(), seen.at(-1)?.position)) {
      seen.push(event);
      if (seen.length % 10 === 5) {
        cuts += 1;
        if (cuts % 2 === 0) proxy.cut();
        else proxy.reset();
      }
    }
  };
  const reading = (async () => {
    while (seen.length < 1 + words.length) await read().catch(() => {});
  })();
  for (const content of words) {
    await writer.write({ content });
    await vi.waitFor(() => expect(seen.at(-1)).toMatchObject({ data: { content } }), quick);
  }
  await writer.complete();
  await reading;
  expect(cuts).toBeGreaterThan(4);
  expect(textOf(seen)).toBe(words.join(""));
  expect(seen.map(({ offset }) => offset)).toEqual(seen.map((_, at) => at + 1));
});

test("a position of an earlier life goes on in the new one, whose `started` says reset", async () => {
  const { streams, client } = await serve();
  const position = await ended(streams, "Old");
  const writer = await streams.start("a1");
  const seen: Event[] = [];
  const over = (async () => {
    for await (const event of await listen(client(), position)) seen.push(event);
  })();
  await vi.waitFor(() => expect(seen).toHaveLength(1), quick);
  await writer.complete();
  await over;
  expect(seen).toMatchObject([{ type: "started", reset: true, incarnation: writer.incarnation }]);
});

test("what cuts the log short is an error, and no clean end", async () => {
  const { streams, client } = await serve();
  await streams.start("a1");
  const seen: Event[] = [];
  const reading = (async () => {
    for await (const event of await listen(client())) seen.push(event);
  })();
  reading.catch(() => {});
  await vi.waitFor(() => expect(seen).toHaveLength(1));
  await streams.remove("a1");
  expect(await refusal(reading)).toBe("deleted NOT_FOUND");
});
