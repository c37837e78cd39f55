import { DurableStreamTestServer } from "@durable-streams/server";

// Durable Streams' own server, in a process of its own as Redis is; in memory, as our Redis is, and without
// compressing what goes over loopback.
const server = new DurableStreamTestServer({ port: 0, host: "127.0.0.1", compression: false });
process.on("disconnect", () => process.exit());
process.send?.(await server.start());
