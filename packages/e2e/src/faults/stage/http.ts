import { once } from "node:events";
import { type ClientRequest, type IncomingMessage, request } from "node:http";
import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { type FollowOptions, SegnoError, type SegnoErrorCode } from "@segno/core";
import { createHttpHandler } from "@segno/http";
import type { Random } from "../frame/random.ts";
import { type Violation, violation } from "../frame/violation.ts";
import type { Event } from "../log/history.ts";
import { countingClock } from "./clock.ts";
import type { Followed } from "./ear.ts";
import type { Proc } from "./proc.ts";
import type { Stage } from "./stage.ts";

/** A process whose streams are followed over HTTP, each follower with a socket of its own. */
export type Served = Followed & {
  /** The same, by a client that has asked and reads nothing until then: its socket is paused. */
  readonly heldUntil: (release: Promise<unknown>) => Followed;
  /** Asks, and is gone sooner or later, without or with a farewell. */
  readonly tearOff: (stream: string, random: Random) => Promise<void>;
  /** What clients that have gone left in the handler, and on the server. */
  readonly left: () => Promise<readonly Violation[]>;
};

const eventOf = (block: string): Event | null => {
  const field = (name: string) => new RegExp(`^${name}: (.*)$`, "m").exec(block)?.[1];
  const data = field("data");
  if (data === undefined) return null;
  const value = JSON.parse(data);
  if (field("event") === "ending") throw new SegnoError(value.code, value.message);
  return { ...value, position: field("id") };
};

/** The events of a line, as its socket gives them: what is not asked for is not read. */
async function* eventsOf(response: IncomingMessage): AsyncGenerator<Event, void> {
  let text = "";
  for await (const part of response.setEncoding("utf8")) {
    const blocks = (text + part).split("\n\n");
    text = blocks.pop() ?? "";
    for (const block of blocks) {
      const event = eventOf(block);
      if (event) yield event;
    }
  }
}

const refusalOf = async (response: IncomingMessage): Promise<SegnoError> => {
  if (response.statusCode === 204) return new SegnoError("not-found", "There is nothing to follow");
  let text = "";
  for await (const part of response.setEncoding("utf8")) text += part;
  const { code, detail } = JSON.parse(text) as { code: SegnoErrorCode; detail: string };
  return new SegnoError(code, detail);
};

const ask = (port: number, stream: string, after: string): ClientRequest =>
  request({
    port,
    host: "127.0.0.1",
    agent: false,
    path: `/streams/${stream}?wait=4000&after=${after}`,
    headers: { accept: "text/event-stream" },
  }).end();

async function* follow(
  port: number,
  stream: string,
  { after = "0", signal }: FollowOptions,
  release?: Promise<unknown>,
): AsyncGenerator<Event, void> {
  const asked = ask(port, stream, after);
  const leave = (): void => void asked.destroy();
  signal?.addEventListener("abort", leave);
  try {
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    if (response.statusCode !== 200) throw await refusalOf(response);
    await release;
    yield* eventsOf(response);
  } catch (error) {
    throw signal?.aborted ? signal.reason : error;
  } finally {
    signal?.removeEventListener("abort", leave);
    leave();
  }
}

const tearOff = async (port: number, stream: string, random: Random): Promise<void> => {
  const asked = ask(port, stream, "0").on("error", () => {});
  const closed = new Promise((resolve) => asked.on("close", resolve));
  const how = random.whole(0, 3);
  const reads = random.whole(1, 5);
  // 0: before there is an answer. 1: it never reads. 2: after some reads. 3: with a reset.
  if (how === 0) setTimeout(() => asked.destroy(), random.whole(0, 20));
  else {
    const [response] = (await once(asked, "response")) as [IncomingMessage];
    response.on("error", () => {});
    if (how !== 1) for (let n = 0; n < reads; n++) await once(response, "data");
    if (how === 3) response.socket.resetAndDestroy();
    asked.destroy();
  }
  await closed;
};

/** Serves what a process has, on a port of its own. */
export const serveHttp = async (stage: Stage, { streams }: Proc): Promise<Served> => {
  const clock = countingClock();
  const handler = createHttpHandler({ streams, clock, heartbeatMs: 500 });
  const server = await new Promise<ServerType>((resolve) => {
    const made = serve({ fetch: handler, port: 0, hostname: "127.0.0.1" }, () => resolve(made));
  });
  const { port } = server.address() as AddressInfo;
  const open = (): Promise<number> =>
    new Promise((resolve) => server.getConnections((_, count) => resolve(count)));
  stage.before(() => new Promise((resolve) => server.close(resolve)));
  return {
    streams: { follow: (id, options) => follow(port, id, options) },
    heldUntil: (release) => ({
      streams: { follow: (id, options) => follow(port, id, options, release) },
    }),
    tearOff: (stream, random) => tearOff(port, stream, random),
    left: async () => {
      const quiet = async (): Promise<boolean> => (await open()) === 0 && clock.pending() === 0;
      if (await stage.until(quiet, 5_000)) return [];
      const left = `${await open()} sockets and ${clock.pending()} timers of HTTP are left`;
      return [violation("E", left)];
    },
  };
};
