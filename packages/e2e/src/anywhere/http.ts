import { createStreams } from "@segno/core";
import { createHttpHandler } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { expect } from "./expect.ts";
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
