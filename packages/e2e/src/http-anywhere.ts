import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createStreams } from "@segno/core";
import { createHttpHandler, type HttpHandler } from "@segno/http";
import { memoryStreams } from "@segno/memory";

type Served = { readonly port: number; readonly close: () => Promise<unknown> | unknown };
type Native = { readonly port?: number; readonly addr?: { readonly port: number } };
type Runtime = {
  readonly Bun?: {
    readonly serve: (options: object) => Native & { readonly stop: (now: boolean) => unknown };
  };
  readonly Deno?: {
    readonly serve: (
      options: object,
      handler: HttpHandler,
    ) => Native & { readonly shutdown: () => Promise<void> };
  };
};

const { Bun, Deno } = globalThis as Runtime;

/** As this runtime serves a handler by itself; on Node, which does not, by @hono/node-server. */
const serve = async (handler: HttpHandler): Promise<Served> => {
  if (Bun) {
    const server = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: handler });
    return { port: server.port ?? 0, close: () => server.stop(true) };
  }
  if (Deno) {
    const options = { port: 0, hostname: "127.0.0.1", onListen: () => {} };
    const server = Deno.serve(options, handler);
    return { port: server.addr?.port ?? 0, close: () => server.shutdown() };
  }
  const { createAdaptorServer } = await import("@hono/node-server");
  const server = createAdaptorServer({ fetch: handler }) as Server;
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return { port, close: () => server.close() };
};

const expect = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** Start, follow, resume and leave, through this runtime's own server and its own `fetch`. */
export const httpHere = async (): Promise<void> => {
  const streams = createStreams<string>(memoryStreams());
  const handler = createHttpHandler({
    streams,
    authorize: () => true,
    produce: async function* () {
      yield* ["Back", " to", " the", " sign"];
    },
  });
  const { port, close } = await serve(handler);
  const url = `http://127.0.0.1:${port}/streams/a1`;
  const headers = { accept: "text/event-stream" };
  expect((await fetch(url, { method: "POST" })).status === 201, "a start is answered with 201");
  const text = await (await fetch(`${url}?after=0`, { headers })).text();
  const ids = text.match(/(?<=^id: ).*/gm) ?? [];
  expect(ids.length === 6, `six events come, and they are ${ids.length}`);
  const rest = await fetch(url, { headers: { ...headers, "last-event-id": ids[3] ?? "" } });
  expect((await rest.text()).match(/^id: /gm)?.length === 2, "two come after the fourth");
  const done = await fetch(url, { headers: { ...headers, "last-event-id": ids[5] ?? "" } });
  expect(done.status === 204, "nothing comes after the end");
  const leaving = new AbortController();
  await streams.start("a2");
  const line = await fetch(url.replace("a1", "a2"), { headers, signal: leaving.signal });
  await line.body?.getReader().read();
  leaving.abort();
  await streams.stop("a2");
  await close();
  await streams.close();
};
