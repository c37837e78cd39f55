import { parsePosition, parseStreamId } from "@segno/core";
import { arbitraries } from "@segno/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { serve } from "./support/served.ts";

type Answer = { readonly status: number; readonly text: string };

const answerOf = async (response: Response): Promise<Answer> => ({
  status: response.status,
  text: await response.text(),
});

const queries = ["getStreamContent", "getStreamTTL", "getActiveStreams", "followStream"] as const;
const mutations = ["manageStream", "listenToStream"] as const;

const input = fc.oneof(
  fc.json(),
  fc.string(),
  fc
    .record(
      {
        streamId: fc.oneof(arbitraries.hostileId, arbitraries.streamId, fc.jsonValue()),
        action: fc.oneof(fc.constantFrom("start", "stop"), fc.jsonValue()),
        words: fc.oneof(fc.constant([]), fc.jsonValue()),
        intervalMs: fc.jsonValue(),
        incarnation: fc.oneof(arbitraries.ulid, fc.jsonValue()),
        reason: fc.jsonValue(),
        fromEventId: fc.oneof(fc.string(), fc.jsonValue()),
        lastEventId: fc.oneof(fc.string(), fc.jsonValue()),
        wait: fc.constantFrom(0, -1, 1e9, "0"),
        cursor: fc.oneof(fc.string(), fc.jsonValue()),
        limit: fc.jsonValue(),
      },
      { requiredKeys: ["streamId"] },
    )
    // Nobody waits for a stream that is not there.
    .map((made) => JSON.stringify({ ...made, wait: made.wait ?? 0 })),
);

test("whatever is sent is answered, and never as a fault of the server", async () => {
  const { port, errors, streams } = await serve();
  await streams.run("a1", () => {});
  const url = (name: string, given = "") =>
    `http://127.0.0.1:${port}/streams.${name}${given && `?input=${encodeURIComponent(given)}`}`;
  const send = (name: (typeof queries | typeof mutations)[number], given: string) =>
    (queries as readonly string[]).includes(name)
      ? fetch(url(name, given))
      : fetch(url(name), {
          method: "POST",
          headers: { "content-type": "application/json" },
          body: given,
        });
  const name = fc.constantFrom(...queries, ...mutations);
  await fc.assert(
    fc.asyncProperty(name, input, async (procedure, given) => {
      const { status, text } = await answerOf(await send(procedure, given));
      expect(status, text).toBeLessThan(500);
      expect(text).not.toContain("INTERNAL_SERVER_ERROR");
    }),
    { numRuns: 300 },
  );
  expect(errors.filter((code) => code === "INTERNAL_SERVER_ERROR")).toEqual([]);
  expect((await streams.read("a1")).eventCount).toBe(2);
});

test("an id that is none is refused by name, everywhere", async () => {
  const { client } = await serve();
  const { getStreamContent, getStreamTTL, listenToStream, manageStream } = client().streams;
  const calls = (streamId: string) => [
    getStreamContent.query({ streamId }),
    getStreamTTL.query({ streamId }),
    listenToStream.mutate({ streamId }),
    manageStream.mutate({ streamId, action: "stop" }),
    manageStream.mutate({ streamId, action: "start", words: [] }),
  ];
  await fc.assert(
    fc.asyncProperty(
      arbitraries.hostileId.filter((id) => parseStreamId(id) === null),
      async (id) => {
        for (const call of calls(id)) {
          await expect(call).rejects.toMatchObject({
            data: { code: "BAD_REQUEST", segnoCode: "invalid-id" },
          });
        }
      },
    ),
    { numRuns: 30 },
  );
});

test("a position that is none is refused by name", async () => {
  const { client, streams } = await serve();
  const writer = await streams.start("a1");
  const { streamId } = writer;
  const none = (token: string) =>
    ["malformed", "foreign"].includes(parsePosition(streamId, token)._tag);
  await fc.assert(
    fc.asyncProperty(arbitraries.hostileToken(streamId).filter(none), async (fromEventId) => {
      const call = client().streams.listenToStream.mutate({ streamId, fromEventId });
      await expect(call).rejects.toMatchObject({
        data: { code: "BAD_REQUEST", segnoCode: "invalid-position" },
      });
    }),
    { numRuns: 50 },
  );
  expect((await streams.describe("a1")).status).toBe("active");
});
