import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { HttpHandler } from "@segno/http";

export type Served = { readonly port: number; readonly close: () => Promise<unknown> | unknown };
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
export const serveHere = async (handler: HttpHandler): Promise<Served> => {
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
