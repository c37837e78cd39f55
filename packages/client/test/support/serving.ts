import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { createStreams, type Streams } from "@segno/core";
import { createHttpHandler, type HttpOptions } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { startProxy, type TcpProxy } from "@segno/tools/proxy";

export type Serving = {
  readonly streams: Streams<string>;
  /** The stream's address, behind the proxy. */
  readonly at: (id: string) => string;
  readonly proxy: TcpProxy;
  readonly close: () => Promise<void>;
};

/** The real handler on a real socket, on streams in memory, behind a proxy that can be cut. */
export const openServing = async (more: Partial<HttpOptions<string>> = {}): Promise<Serving> => {
  const streams = createStreams<string>({ ...memoryStreams(), text: (word) => word });
  const options = { streams, authorize: () => true, retryMs: 0, ...more };
  const handler = createHttpHandler<string>(options as HttpOptions<string>);
  const server = await new Promise<ServerType>((resolve) => {
    const made = serve({ fetch: handler, port: 0, hostname: "127.0.0.1" }, () => resolve(made));
  });
  const proxy = await startProxy((server.address() as AddressInfo).port);
  return {
    streams,
    at: (id) => `http://127.0.0.1:${proxy.port}/streams/${id}`,
    proxy,
    close: async () => {
      await proxy.close();
      const closed = new Promise((resolve) => server.close(resolve));
      if ("closeAllConnections" in server) server.closeAllConnections();
      await closed;
      await streams.close();
    },
  };
};
