import { createStreams } from "@segno/core";
import { createHttpHandler } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { httpAt } from "./http-at.ts";
import { serveHere } from "./serve.ts";

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
  const { port, close } = await serveHere(handler);
  const base = `http://127.0.0.1:${port}`;
  await httpAt(base);
  const leaving = new AbortController();
  await streams.start("a2");
  const line = await fetch(`${base}/streams/a2`, {
    headers: { accept: "text/event-stream" },
    signal: leaving.signal,
  });
  await line.body?.getReader().read();
  leaving.abort();
  await streams.stop("a2");
  await close();
  await streams.close();
};
