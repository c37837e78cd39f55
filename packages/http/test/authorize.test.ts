import { type Action, createHttpHandler, refuse, type Verdict } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Said, streamsOn } from "./support/serving.ts";

const streams = streamsOn(memoryStreams());
const base = "http://localhost/streams";
const produce = () => {};

beforeAll(async () => {
  await streams.start("a1");
});
afterAll(() => streams.close());

const requests: readonly (readonly [Action, () => Request])[] = [
  ["follow", () => new Request(`${base}/a1`, { headers: { accept: "text/event-stream" } })],
  ["read", () => new Request(`${base}/a1`)],
  ["describe", () => new Request(`${base}/a1`, { method: "HEAD" })],
  ["describe", () => new Request(`${base}/a1/ttl`)],
  ["list", () => new Request(base)],
  ["start", () => new Request(`${base}/a1`, { method: "POST" })],
  ["stop", () => new Request(`${base}/a1/stop`, { method: "POST" })],
  ["stop", () => new Request(`${base}/a1/run`, { method: "DELETE" })],
];

/** Those of a reader. */
const readings: readonly (readonly [Action, () => Request])[] = [
  ["ack", () => new Request(`${base}/a1/ack?reader=ann&position=0`, { method: "POST" })],
  [
    "follow",
    () => new Request(`${base}/a1?reader=ann`, { headers: { accept: "text/event-stream" } }),
  ],
];

const statusOf = async (response: Promise<Response>) => {
  const { status, body } = await response;
  await body?.cancel();
  return status;
};

describe("a list of one owner's streams", () => {
  const streams = streamsOn(memoryStreams());
  const handler = createHttpHandler({
    streams,
    authorize: (request, _, __, owner) => owner === request.headers.get("x-user"),
  });
  const ask = (query: string, user = "ann") =>
    handler(new Request(`${base}?${query}`, { headers: { "x-user": user } }));
  const idsOf = async (response: Response) => {
    const { active } = (await response.json()) as { active: { streamId: string }[] };
    return active.map(({ streamId }) => streamId).sort();
  };

  beforeAll(async () => {
    await streams.start("a1", { owner: "ann", kind: "chat" });
    await streams.start("a2", { owner: "ann" });
    await streams.start("b1", { owner: "bob", kind: "chat" });
  });
  afterAll(() => streams.close());

  test("is for whom `authorize` lets have it, and holds nothing else", async () => {
    expect(await idsOf(await ask("owner=ann"))).toEqual(["a1", "a2"]);
    expect(await idsOf(await ask("owner=ann&kind=chat"))).toEqual(["a1"]);
    expect(await idsOf(await ask("owner=ann&olderThan=60000"))).toEqual([]);
    expect(await statusOf(ask("owner=bob"))).toBe(403);
    expect(await statusOf(ask("kind=chat"))).toBe(403);
    expect(await idsOf(await ask("owner=bob", "bob"))).toEqual(["b1"]);
  });

  test.each([
    ["owner=", "", 400],
    ["owner=ann&kind=", "ann", 400],
    ["owner=ann&olderThan=soon", "ann", 400],
    ["owner=ann&cursor=x", "ann", 400],
  ])("%j is refused", async (query, user, status) => {
    expect(await statusOf(ask(query, user))).toBe(status);
  });
});

describe("without `authorize`", () => {
  const handler = createHttpHandler({ streams, produce });
  const open: readonly Action[] = ["follow", "read", "describe"];
  test.each(requests)("%s: who knows the id may read, and no more %#", async (action, request) => {
    expect(await statusOf(handler(request()))).toBe(open.includes(action) ? 200 : 403);
  });
  test.each(readings)("%s: nobody may read on another's behalf %#", async (_, request) => {
    expect(await statusOf(handler(request()))).toBe(403);
  });
});

describe("with `authorize`", () => {
  test.each(requests)(
    "%s is asked for by its name, before anything else %#",
    async (action, request) => {
      const asked: unknown[] = [];
      const handler = createHttpHandler<Said>({
        streams: new Proxy(streams, {
          get: () => () => {
            throw new Error("the streams were touched");
          },
        }),
        produce,
        authorize: (_, ...what) => {
          asked.push(what);
          return refuse(403);
        },
      });
      expect(await statusOf(handler(request()))).toBe(403);
      expect(asked).toEqual([[action, action === "list" ? null : "a1", null]]);
    },
  );

  test.each(readings)("%s is asked for on behalf of its reader %#", async (action, request) => {
    const asked: unknown[] = [];
    const handler = createHttpHandler<Said>({
      streams,
      authorize: (_, ...what) => {
        asked.push(what);
        return what[0] === "ack" ? refuse(403) : true;
      },
    });
    expect(await statusOf(handler(request()))).toBe(403);
    const both = action === "follow" ? ["follow", "ack"] : ["ack"];
    expect(asked).toEqual(both.map((one) => [one, "a1", "ann"]));
  });

  test.each([
    ["nothing", undefined, 403],
    ["null", null, 403],
    ["false", false, 403],
    ["an empty name", "", 403],
    ["refuse(401)", refuse(401, "Who?", { "www-authenticate": "Bearer" }), 401],
    ["refuse(404)", refuse(404), 404],
    ["refuse(429)", refuse(429), 429],
    ["a promise of nothing", Promise.resolve(undefined), 403],
    ["a tenant", "tenant-1", 200],
  ] satisfies [string, Verdict<string> | Promise<undefined>, number][])(
    "%s",
    async (_, verdict, status) => {
      const handler = createHttpHandler({ streams, authorize: () => verdict });
      const response = await handler(new Request(`${base}/a1`));
      expect(response.status).toBe(status);
      expect(response.headers.get("www-authenticate")).toBe(status === 401 ? "Bearer" : null);
    },
  );

  test.each([
    ["a response", () => new Response(null, { status: 401 })],
    ["an error", () => new Error("nobody")],
    ["what makes a refusal, and is none", () => refuse],
    ["a refusal that is thrown", () => Promise.reject(refuse(401))],
  ])("%s lets nobody in: the host is told of its mistake", async (_, authorize) => {
    const told: unknown[] = [];
    const onError = (error: unknown) => void told.push(error);
    const handler = createHttpHandler<Said>({ streams, authorize, onError });
    for (const [action, request] of requests) {
      expect([action, await statusOf(handler(request()))]).toEqual([
        action,
        action === "start" ? 405 : 500,
      ]);
    }
    expect(told).toHaveLength(requests.length - 1);
  });

  test("a refusal of another copy of this package is one", async () => {
    const authorize = () => structuredClone(refuse(404));
    const handler = createHttpHandler({ streams, authorize });
    expect(await statusOf(handler(new Request(`${base}/a1`)))).toBe(404);
  });

  test("a stream that nobody is to know of looks like none to an EventSource, too", async () => {
    const handler = createHttpHandler({ streams, authorize: () => refuse(404) });
    const [, request] = requests[0] ?? [];
    expect(request && (await statusOf(handler(request())))).toBe(204);
  });

  test("what is no stream id is refused before anybody is asked", async () => {
    const handler = createHttpHandler({
      streams,
      authorize: () => {
        throw new Error("it was asked");
      },
    });
    expect(await statusOf(handler(new Request(`${base}/a b`)))).toBe(400);
  });
});

test("each tenant has streams of its own, and nobody else's", async () => {
  const houses = new Map(["red", "blue"].map((name) => [name, streamsOn(memoryStreams())]));
  const handler = createHttpHandler({
    authorize: (request) => request.headers.get("x-tenant") ?? refuse(401),
    streams: (tenant: string) => houses.get(tenant) ?? streams,
    produce: async function* (_asked: { readonly tenant: string }) {
      yield { content: _asked.tenant };
    },
    startOptions: ({ tenant }) => ({ owner: tenant }),
    stoppedBy: (_, tenant) => `${tenant}'s hand`,
  });
  const as = (tenant: string, path: string, method = "GET") =>
    handler(new Request(base + path, { method, headers: { "x-tenant": tenant } }));
  expect((await as("red", "/mine", "POST")).status).toBe(201);
  await expect.poll(async () => (await (await as("red", "/mine")).json()).content).toBe("red");
  expect((await (await as("red", "/mine")).json()).meta.owner).toBe("red");
  expect((await as("blue", "/mine")).status).toBe(404);
  expect((await as("blue", "/mine/stop", "POST")).status).toBe(404);
  await houses.get("blue")?.start("theirs");
  expect((await (await as("red", "")).json()).active).toEqual([]);
  expect((await (await as("blue", "")).json()).active).toHaveLength(1);
  await as("blue", "/theirs/stop", "POST");
  const { events } = await (await as("blue", "/theirs")).json();
  expect(events.at(-1)).toMatchObject({ type: "stopped", by: "blue's hand" });
  for (const house of houses.values()) await house.close();
});
