import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { mark } from "./mark.ts";
import { serveOrigin } from "./origin.ts";

// The least that could do the job: nothing is stored, nobody is held back, and each event is the frame that it was given as
// its argument, with its own mark.
const [, , frame = ""] = process.argv;
const clients = new Map<string, Set<ServerResponse>>();
const server = createServer(({ url = "" }, response) => {
  const others = clients.get(url);
  if (!others) {
    response.writeHead(404).end();
    return;
  }
  others.add(response);
  response.once("close", () => others.delete(response));
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-cache" });
  response.flushHeaders();
});
server.listen(0, "127.0.0.1");
await once(server, "listening");
const { port } = server.address() as AddressInfo;

serveOrigin({
  open: async (id) => {
    clients.set(`/${id}`, new Set());
    return { url: `http://127.0.0.1:${port}/${id}`, headers: {} };
  },
  append: (id, { content }) => {
    const bytes = Buffer.from(frame.replace(mark, content));
    for (const client of clients.get(`/${id}`) ?? []) client.write(bytes);
  },
});
