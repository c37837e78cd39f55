import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import { followStream } from "../src/index.ts";
import { bytesOf, restOf } from "./support/bad-server.ts";
import { gather, said } from "./support/gather.ts";
import { frame, greeting, life, realText } from "./support/log.ts";

const log = life(realText);

type Answer = (req: IncomingMessage, res: ServerResponse) => void;
let answers: Answer[] = [];
let address = "";

/** What an honest server sends to who asked so. */
const bytesFor = ({ url = "", headers }: IncomingMessage): Uint8Array => {
  const asked = {
    method: "GET",
    url: new URL(url, address),
    headers: new Headers(headers as Record<string, string>),
    body: null,
  };
  return bytesOf(greeting + restOf(log, asked).map(frame).join(""));
};

const events = { "content-type": "text/event-stream" };

const honest: Answer = (req, res) => {
  res.writeHead(200, events).end(bytesFor(req));
};

/** So many bytes, in pieces, and then the connection is destroyed. */
const broken =
  (cut: number, piece: number): Answer =>
  async (req, res) => {
    const bytes = bytesFor(req).slice(0, cut);
    res.writeHead(200, events).flushHeaders();
    for (let at = 0; at < bytes.length; at += piece) {
      const part = bytes.slice(at, at + piece);
      await new Promise((resolve) => res.write(part, resolve));
    }
    res.destroy();
  };

const refused =
  (status: number): Answer =>
  (_, res) => {
    res.writeHead(status).end("not now");
  };

/** Elsewhere, on this server: the headers go along. */
const redirected: Answer = (req, res) => {
  res.writeHead(307, { location: `/moved${req.url}` }).end();
};

const server = createServer((req, res) => (answers.shift() ?? honest)(req, res));
beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await once(server, "close");
});

it("on a real socket, too, whatever is cut, refused or sent elsewhere, the text is the source's", async () => {
  const answer = fc.oneof(
    { weight: 3, arbitrary: fc.tuple(fc.nat({ max: 2_200 }), fc.integer({ min: 1, max: 300 })) },
    { weight: 1, arbitrary: fc.constantFrom(408, 429, 500, 502, 503, 307) },
  );
  await fc.assert(
    fc.asyncProperty(fc.array(answer, { maxLength: 8 }), async (all) => {
      answers = all.map((one) => {
        if (typeof one !== "number") return broken(one[0], one[1]);
        return one === 307 ? redirected : refused(one);
      });
      const follow = followStream<string>(`${address}/streams/answer-1`, { backoffMs: 0 });
      const read = await gather(follow);
      expect(said(read)).toBe(realText.join(""));
      expect(read.map(({ position }) => position)).toEqual(log.map(({ position }) => position));
    }),
    { numRuns: 60 },
  );
});

it("a reader that leaves closes its connection", async () => {
  const gone = new Promise<void>((resolve) => {
    answers = [
      (req, res) => {
        res.writeHead(200, events).write(bytesFor(req).slice(0, 400));
        res.on("close", resolve);
      },
    ];
  });
  for await (const _ of followStream(`${address}/streams/answer-1`)) break;
  await gone;
});
