import { expect } from "./expect.ts";

const headers = { accept: "text/event-stream" };

/** Start, follow, resume and be told that it is over, of a handler at that address whose answers are four words. */
export const httpAt = async (base: string): Promise<void> => {
  const url = `${base}/streams/a1`;
  expect((await fetch(url, { method: "POST" })).status === 201, "a start is answered with 201");
  const text = await (await fetch(`${url}?after=0`, { headers })).text();
  const ids = text.match(/(?<=^id: ).*/gm) ?? [];
  expect(ids.length === 6, `six events come, and they are ${ids.length}`);
  const rest = await fetch(url, { headers: { ...headers, "last-event-id": ids[3] ?? "" } });
  expect((await rest.text()).match(/^id: /gm)?.length === 2, "two come after the fourth");
  const done = await fetch(url, { headers: { ...headers, "last-event-id": ids[5] ?? "" } });
  expect(done.status === 204, "nothing comes after the end");
  const { content } = (await (await fetch(url)).json()) as { readonly content: unknown };
  expect(content === null, "the host says no text, and there is none");
  expect(
    (await fetch(url, { method: "HEAD" })).headers.get("segno-status") === "completed",
    "HEAD",
  );
  expect((await fetch(`${url}/run`, { method: "DELETE" })).status === 200, "a stop that is late");
};
