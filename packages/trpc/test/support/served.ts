import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createStreams, type Streams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { startProxy, type TcpProxy } from "@segno/tools/proxy";
import { createStreamRouter, type StreamRouterOptions, segnoErrorFormatter } from "@segno/trpc";
import {
  createTRPCClient,
  httpBatchStreamLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
} from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { createHTTPServer } from "@trpc/server/adapters/standalone";
import { EventSource } from "undici";
import { onTestFinished } from "vitest";
import { z } from "zod";

export type Said = { readonly content: string };
export const said: z.ZodType<Said> = z.object({ content: z.string() });

/** What a caller of these tests says of itself. */
export type Caller = { readonly user: string };

export const topic = z.object({ words: z.array(z.string()) });
type Options = StreamRouterOptions<Said, Caller, typeof topic>;

const t = initTRPC.context<Caller>().create({
  errorFormatter: segnoErrorFormatter,
  isDev: false,
  sse: { ping: { enabled: true, intervalMs: 5_000 } },
});

const routerOf = (options: Options) =>
  t.router({ streams: createStreamRouter(t, options), hello: t.procedure.query(() => "hello") });
export type AppRouter = ReturnType<typeof routerOf>;
export type Client = TRPCClient<AppRouter>;

/** Says the words it is started with, as fast as they can be stored. */
export const produce: Options["produce"] = async ({ words }, { run }) => {
  for (const content of words) {
    await run.ready;
    run.write({ content });
  }
};

export const memory = (): Streams<Said> =>
  createStreams<Said>({ ...memoryStreams(), chunk: said, text: ({ content }) => content });

export type Served = {
  readonly streams: Streams<Said>;
  readonly router: ReturnType<typeof routerOf>;
  readonly server: Server;
  /** Of the server itself. */
  readonly port: number;
  /** Between the clients and the server. */
  readonly proxy: TcpProxy;
  /** What the server could not answer, one `TRPCError` code each. */
  readonly errors: readonly string[];
  /** A client of its own, as that user. */
  readonly client: (user?: string) => Client;
};

/**
 * A real server and real clients on loopback, with a proxy between them; all gone when the test is over. Everybody may
 * do everything, unless `open` leaves that to the router.
 */
export const serve = async (
  streams: Streams<Said> = memory(),
  options: Partial<Options> = {},
  { open = false } = {},
): Promise<Served> => {
  const errors: string[] = [];
  const router = routerOf({
    streams,
    input: topic,
    produce,
    ...(!open && { authorize: () => true }),
    ...options,
  });
  const server = createHTTPServer({
    router,
    createContext: ({ req, info }): Caller => ({
      user: info.connectionParams?.["user"] ?? String(req.headers["x-user"]),
    }),
    onError: ({ error }) => errors.push(error.code),
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const proxy = await startProxy(port);
  const url = `http://127.0.0.1:${proxy.port}`;
  onTestFinished(async () => {
    await streams.close();
    await proxy.close();
    server.closeAllConnections();
    server.close();
  });

  const client = (user = "user-7"): Client => {
    return createTRPCClient<AppRouter>({
      links: [
        splitLink({
          condition: ({ type }) => type === "subscription",
          true: httpSubscriptionLink({
            url,
            EventSource,
            connectionParams: { user },
            // 3 s by default: tRPC sends no `retry:`.
            eventSourceOptions: { node: { reconnectionTime: 10 } },
          }),
          false: httpBatchStreamLink({ url, headers: { "x-user": user } }),
        }),
      ],
    });
  };
  return { streams, router, server, port, proxy, errors, client };
};
