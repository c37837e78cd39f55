import { fileURLToPath } from "node:url";
import { serve } from "@hono/node-server";
import { configFromEnv } from "@segno/core/config";
import { createApp } from "./server/app.ts";
import { placeOf, urlOf } from "./server/place.ts";
import { openStreams } from "./server/streams.ts";
import { onLeave } from "./signals.ts";

/** How long answers may go on to be written once the process is told to end, in ms. */
const patienceMs = 500;

const main = async (): Promise<void> => {
  const { port, host, redisUrl } = placeOf(process.env);
  const { streams, store } = await openStreams(redisUrl, configFromEnv(process.env));
  const running = new Set<Promise<unknown>>();
  const complain = (error: unknown): void => {
    if (!leaving()) console.error(error);
  };
  const app = createApp({
    streams,
    store,
    folder: fileURLToPath(new URL("../dist/site", import.meta.url)),
    onStarted: (done) => {
      running.add(done);
      done.catch(complain).finally(() => running.delete(done));
    },
  });
  const server = serve({ fetch: app.fetch, port, hostname: host }, (address) => {
    console.log(`\n  Segno at ${urlOf(host, address.port)}  (${store}; Ctrl-C ends it)\n`);
  });
  server.on("error", ({ message }) => {
    console.error(`Cannot listen: ${message}. Another PORT may be free.`);
    process.exit(1);
  });
  const leaving = onLeave(
    async () => {
      server.close();
      const patience = new Promise((resolve) => setTimeout(resolve, patienceMs));
      await Promise.race([Promise.allSettled(running), patience]);
      await streams.close();
    },
    () => {},
  );
};

await main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : String(error));
  process.exit(1);
});
