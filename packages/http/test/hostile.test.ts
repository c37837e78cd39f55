import { createHttpHandler } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { arbitraries } from "@segno/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openServing, type Serving, streamsOn } from "./support/serving.ts";

const streams = streamsOn(memoryStreams(), { leaseMs: 400, graceMs: 300, heartbeatMs: 50 });
const handler = createHttpHandler({
  streams,
  authorize: () => true,
  produce: () => {},
  maxWaitMs: 50,
  maxBodyBytes: 1_000,
});

beforeAll(async () => {
  await streams.start("live");
  const ended = await streams.start("ended");
  await ended.write({ content: "word" });
  await ended.complete();
});
afterAll(() => streams.close());

const { hostileId, hostileText, hostileToken, json, position, streamId } = arbitraries;
const knownIds = fc.constantFrom("live", "ended", "unknown");
const ids: fc.Arbitrary<string> = fc.oneof(knownIds, streamId, hostileId);

const tokens = fc.oneof(
  knownIds.chain((id) => fc.oneof(position(id as never), hostileToken(id as never))),
  fc.constantFrom("0", "-1", "null", ""),
);
const values = fc.oneof(
  hostileText,
  tokens,
  fc.constantFrom("1", "0", "50", "1e9", "-5", "9".repeat(30)),
);

const query = fc.dictionary(
  fc.constantFrom(
    "after",
    "wait",
    "replay",
    "cursor",
    "limit",
    "reason",
    "incarnation",
    "__proto__",
  ),
  values,
  { noNullPrototype: true },
);

/** What a header may carry at all; the platform refuses the rest by itself. */
const headerText = fc
  .oneof(hostileText, tokens)
  .map((text) =>
    [...text].filter((char) => char >= " " && char <= "\u00ff" && char !== "\u007f").join(""),
  );

const header = fc.dictionary(
  fc.constantFrom(
    "accept",
    "last-event-id",
    "content-type",
    "content-length",
    "origin",
    "sec-fetch-site",
  ),
  fc.oneof(
    headerText,
    fc.constantFrom("text/event-stream", "application/json", "*/*;q=", "-1", "1e99"),
  ),
  { noNullPrototype: true },
);

/** Most ask for events, so that the rest of the request is looked at. */
const headers = fc
  .tuple(header, fc.constantFrom({ accept: "text/event-stream" }, {}))
  .map(([some, accept]) => ({ ...some, ...accept }));

const request = fc
  .record({
    method: fc.constantFrom(
      "GET",
      "GET",
      "GET",
      "HEAD",
      "POST",
      "DELETE",
      "PUT",
      "OPTIONS",
      "PATCH",
      "QUERY",
    ),
    id: ids,
    part: fc.constantFrom("", "/ttl", "/stop", "/run", "/", "/../..", "/%2e%2e", "?", "//"),
    query,
    headers,
    body: fc.oneof(
      fc.constant(null),
      hostileText,
      json.map((value) => JSON.stringify(value)),
    ),
  })
  .map(({ method, id, part, query, headers, body }) => {
    const search = new URLSearchParams(query).toString();
    const path = encodeURIComponent(Buffer.from(id).toString());
    return new Request(`http://localhost/streams/${path}${part}${search && `?${search}`}`, {
      method,
      headers,
      body: method === "GET" || method === "HEAD" ? null : body,
    });
  });

test("whatever is sent is answered: never by a 5xx, never by silence", async () => {
  const statuses = new Map<number, number>();
  await fc.assert(
    fc.asyncProperty(request, async (asked) => {
      const response = await handler(asked);
      statuses.set(response.status, (statuses.get(response.status) ?? 0) + 1);
      expect(response.status).toBeLessThan(500);
      if (response.status >= 400) {
        expect(response.headers.get("content-type")).toBe("application/problem+json");
      }
      await response.body?.cancel();
    }),
    { numRuns: 1_500 },
  );
  // The property is not true for want of trying: it has met most answers there are.
  for (const status of [200, 201, 204, 400, 404, 405]) {
    expect([...statuses.keys()]).toContain(status);
  }
});

let serving: Serving;
beforeAll(async () => {
  serving = await openServing({ authorize: () => true, produce: () => {} });
});
afterAll(() => serving.close());

test("bytes that are no request take nobody down", async () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 300 }).map((raw) => Buffer.from(raw)),
    fc
      .tuple(fc.constantFrom("GET", "POST", "X"), hostileText, headerText)
      .map(([method, path, value]) =>
        Buffer.from(
          `${method} /streams/${path} HTTP/1.1\r\nhost: a\r\nlast-event-id: ${value}\r\n\r\n`,
        ),
      ),
  );
  await fc.assert(
    fc.asyncProperty(bytes, async (sent) => {
      const socket = serving.socket();
      const closed = new Promise((resolve) => socket.on("close", resolve));
      let answer = "";
      socket
        .on("error", () => {})
        .on("data", (part) => {
          answer += part.toString("latin1");
        });
      socket.end(sent);
      await closed;
      expect(answer).not.toMatch(/^HTTP\/1\.1 5/);
    }),
    { numRuns: 150 },
  );
  expect((await fetch(serving.url)).status).toBe(200);
});
