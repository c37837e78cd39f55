import { type AddressInfo, connect, type Socket } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { type Adapter, createStreams, type Settings, type Streams } from "@segno/core";
import { createHttpHandler, type HttpOptions } from "@segno/http";
import { memoryStreams } from "@segno/memory";

export type Said = { readonly content: string };

export const streamsOn = (adapter: Adapter, settings: Partial<Settings> = {}): Streams<Said> =>
  createStreams<Said>({ ...adapter, text: ({ content }) => content, ...settings });

export type Serving = {
  readonly streams: Streams<Said>;
  /** The address of the streams, without a slash at its end. */
  readonly url: string;
  /** Cuts every connection there is, and goes on listening. */
  readonly cut: () => void;
  /** A bare connection, to send what no client would. */
  readonly socket: () => Socket;
  readonly close: () => Promise<void>;
};

type Options = Partial<HttpOptions<Said, unknown, unknown>>;

/** The handler on a real socket, as @hono/node-server serves it. */
export const openServing = async (
  options: Options = {},
  adapter: Adapter = memoryStreams(),
  settings: Partial<Settings> = {},
): Promise<Serving> => {
  const streams = streamsOn(adapter, settings);
  const handler = createHttpHandler<Said>({ streams, ...options } as HttpOptions<Said>);
  const server = await new Promise<ServerType>((resolve) => {
    const made = serve({ fetch: handler, port: 0, hostname: "127.0.0.1" }, () => resolve(made));
  });
  const { port } = server.address() as AddressInfo;
  const cut = (): void => {
    if ("closeAllConnections" in server) server.closeAllConnections();
  };
  return {
    streams,
    url: `http://127.0.0.1:${port}${options.basePath ?? ""}/streams`,
    cut,
    socket: () => connect(port, "127.0.0.1"),
    close: async () => {
      const closed = new Promise((resolve) => server.close(resolve));
      cut();
      await closed;
      await streams.close();
    },
  };
};
