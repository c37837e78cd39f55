import { DurableStreamTestServer } from "@durable-streams/server";
import { text } from "../payload.ts";
import { serveOrigin } from "./origin.ts";

// Durable Streams' own server, in memory; appended to in its process as ours is, without a request.
const server = new DurableStreamTestServer({ port: 0, host: "127.0.0.1", compression: false });
const base = await server.start();
const encoder = new TextEncoder();
const contentType = "application/json";

serveOrigin({
  open: async (id, events) => {
    const path = `/${id}`;
    await server.store.create(path, { contentType });
    for (let n = 0; n <= events; n++) await server.store.append(path, encoder.encode(text));
    return { url: `${base}${path}?offset=now&live=sse`, headers: {} };
  },
  append: (id, data) => server.store.append(`/${id}`, encoder.encode(JSON.stringify(data))),
});
