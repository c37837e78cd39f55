import { createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { createTRPCClient, createWSClient, TRPCClientError, wsLink } from "@trpc/client";
import { applyWSSHandler } from "@trpc/server/adapters/ws";
import { expect, onTestFinished, test, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { counted } from "./support/counted.ts";
import { follow, refusal, textOf } from "./support/reading.ts";
import {
  type AppRouter,
  type Caller,
  type Client,
  type Said,
  said,
  serve,
} from "./support/served.ts";

const quick = { interval: 2, timeout: 5_000 };

/** The same server and router, over WebSockets. */
const serveSockets = async (...args: Parameters<typeof serve>) => {
  const served = await serve(...args);
  const { server, router, port, proxy } = served;
  const sockets = new WebSocketServer({ server });
  applyWSSHandler({
    wss: sockets,
    router,
    createContext: ({ info }): Caller => ({ user: info.connectionParams?.["user"] ?? "nobody" }),
  });
  /** Through the proxy, or past it. */
  const client = (user = "user-7", past = false): Client => {
    const socket = createWSClient({
      url: `ws://127.0.0.1:${past ? port : proxy.port}`,
      WebSocket: WebSocket as never,
      connectionParams: { user },
      retryDelayMs: () => 10,
    });
    onTestFinished(() => void socket.close());
    return createTRPCClient<AppRouter>({ links: [wsLink({ client: socket })] });
  };
  onTestFinished(() => {
    for (const open of sockets.clients) open.terminate();
    sockets.close();
  });
  return { ...served, client };
};

test("over WebSockets a stream is started, followed through cuts, looked at and stopped", async () => {
  const { client, proxy } = await serveSockets(undefined, {
    produce: async ({ words }, { run, signal }) => {
      for (const content of words) {
        await run.write({ content });
        const last = () => expect(reader.seen.at(-1)).toMatchObject({ data: { content } });
        await vi.waitFor(last, quick);
      }
      await new Promise((resolve) => signal.addEventListener("abort", resolve));
    },
    stoppedBy: ({ user }) => user,
  });
  const words = Array.from({ length: 40 }, (_, at) => `${at} `);
  const reader = follow(client(), { streamId: "a1", wait: 10_000 }, ({ offset }) => {
    if (offset === 10) proxy.cut();
    if (offset === 25) proxy.reset();
  });
  const other = client("user-9", true).streams;
  await other.manageStream.mutate({ streamId: "a1", action: "start", words });
  await vi.waitFor(() => expect(reader.seen).toHaveLength(41));
  expect(proxy.connections.accepted).toBe(3);

  expect(await refusal(other.manageStream.mutate({ streamId: "a1", action: "start", words }))).toBe(
    "stream-active CONFLICT",
  );
  expect((await other.getStreamContent.query({ streamId: "a1" })).content).toBe(words.join(""));
  await other.manageStream.mutate({ streamId: "a1", action: "stop" });
  expect(await reader.over).toBeNull();
  expect(textOf(reader.seen)).toBe(words.join(""));
  expect(reader.seen.map(({ offset }) => offset)).toEqual(reader.seen.map((_, at) => at + 1));
  expect(reader.seen.at(-1)).toMatchObject({ type: "stopped", by: "user-9" });

  const missing = follow(client(), { streamId: "a2", wait: 0 });
  expect(await missing.over).toBe("not-found NOT_FOUND");
});

test("who unsubscribes, or loses the socket for good, is let go of", async () => {
  const adapter = memoryStreams();
  const { notifier, open } = counted(adapter.notifier);
  const { client, proxy, streams } = await serveSockets(
    createStreams<Said>({ ...adapter, notifier, chunk: said }),
  );
  await streams.start("a1");
  const leaver = follow(client(), { streamId: "a1" });
  await vi.waitFor(() => expect(leaver.seen).toHaveLength(1), quick);
  expect(open()).toBe(1);
  leaver.leave();
  await vi.waitFor(() => expect(open()).toBe(0), quick);

  const cut = follow(client(), { streamId: "a1" });
  await vi.waitFor(() => expect(cut.seen).toHaveLength(1), quick);
  await proxy.refuse(true);
  proxy.reset();
  await vi.waitFor(() => expect(open()).toBe(0), quick);
  cut.leave();
});

test("an async generator is nothing for WebSockets: tRPC says so", async () => {
  const { client, streams } = await serveSockets();
  await streams.start("a1");
  const listening = client().streams.listenToStream.mutate({ streamId: "a1" });
  const error = await listening.catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(TRPCClientError);
  expect(error).toMatchObject({ data: { code: "UNSUPPORTED_MEDIA_TYPE" } });
});
