import { followStream } from "@segno/client";
import { createStreams } from "@segno/core";
import { createHttpHandler } from "@segno/http";
import { memoryStreams } from "@segno/memory";
import { expect } from "./expect.ts";
import { serveHere } from "./serve.ts";

const words = ["Back", " to", " the", " sign"];

/** The client over this runtime's own `fetch`: a line that breaks after each event, and what was said all the same. */
export const clientHere = async (): Promise<void> => {
  const streams = createStreams<string>(memoryStreams());
  const { port, close } = await serveHere(createHttpHandler({ streams, retryMs: 0 }));
  const writer = await streams.start("a1");
  let line = new AbortController();
  let lines = 0;
  const breaking: typeof fetch = (input, init) => {
    line = new AbortController();
    lines += 1;
    const signals = [line.signal, ...(init?.signal ? [init.signal] : [])];
    return fetch(input, { ...init, signal: AbortSignal.any(signals) });
  };
  const url = `http://127.0.0.1:${port}/streams/a1`;
  const follow = followStream<string>(url, { fetch: breaking, backoffMs: 0 });
  const offsets: number[] = [];
  let text = "";
  for await (const event of follow) {
    offsets.push(event.offset);
    if (event.type === "chunk") text += event.data;
    line.abort();
    const word = words[offsets.length - 1];
    void (word === undefined ? writer.complete() : writer.write(word));
  }
  expect(text === words.join(""), `the client reads ${text}`);
  expect(offsets.join() === "1,2,3,4,5,6", `each event comes once, in order: ${offsets}`);
  expect((await follow.ended)._tag === "completed", "it is told the ending");
  expect(lines === offsets.length, `there was a line for each event, and there were ${lines}`);
  await close();
  await streams.close();
};
