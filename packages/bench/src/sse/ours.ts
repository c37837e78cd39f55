import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { serve } from "@hono/node-server";
import { createStreams, type Writer } from "@segno/core";
import { createHttpHandler } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { type Payload, payload, schema, write } from "../payload.ts";
import { serveOrigin } from "./origin.ts";

// @segno/http on the memory store, as its guide serves it on Node.
const streams = createStreams({ ...memoryStreams(), chunk: schema });
const server = serve({
  fetch: createHttpHandler({ streams }),
  port: 0,
  hostname: "127.0.0.1",
});
await once(server, "listening");
const { port } = server.address() as AddressInfo;
const writers = new Map<string, Writer<Payload>>();

serveOrigin({
  open: async (id, events) => {
    const writer = await streams.start(id);
    writers.set(id, writer);
    await write(writer, events);
    const position = await writer.write(payload);
    return {
      url: `http://127.0.0.1:${port}/streams/${id}`,
      headers: { accept: "text/event-stream", "last-event-id": position },
    };
  },
  append: (id, data) => writers.get(id)?.write(data),
});
