import { createStreams } from "@segno/core";
import { memoryStreams } from "@segno/memory";
import { createStreamRouter } from "@segno/trpc";
import { createTRPCClient, httpBatchStreamLink } from "@trpc/client";
import { initTRPC } from "@trpc/server";
import { fetchRequestHandler } from "@trpc/server/adapters/fetch";
import { expect } from "./expect.ts";
import { serveHere } from "./serve.ts";

/** Start, listen, resume and subscribe, through tRPC's own adapter and this runtime's own server. */
export const trpcHere = async (): Promise<void> => {
  const streams = createStreams<string>({ ...memoryStreams(), text: (word) => word });
  const router = createStreamRouter(initTRPC.create(), {
    streams,
    authorize: () => true,
    produce: async function* () {
      yield* ["Back", " to", " the", " sign"];
    },
  });
  const endpoint = "/trpc";
  const { port, close } = await serveHere((req) => fetchRequestHandler({ endpoint, req, router }));
  const url = `http://127.0.0.1:${port}${endpoint}`;
  const client = createTRPCClient<typeof router>({ links: [httpBatchStreamLink({ url })] });
  const streamId = "a1";
  const { position } = await client.manageStream.mutate({ streamId, action: "start" });
  let text = "";
  const given = { streamId, fromEventId: position, replay: true };
  for await (const event of await client.listenToStream.mutate(given)) {
    if (event.type === "chunk") text += event.data;
  }
  expect(text === "Back to the sign", `a listener reads ${text}`);
  const { content, meta } = await client.getStreamContent.query({ streamId });
  expect(content === text && meta.status === "completed", "the content is what was read");
  const input = encodeURIComponent(JSON.stringify({ streamId, lastEventId: position }));
  const line = await fetch(`${url}/followStream?input=${input}`);
  const ids = (await line.text()).match(/^id: /gm) ?? [];
  expect(ids.length === 5, `five events come after the first, and they are ${ids.length}`);
  await close();
  await streams.close();
};
