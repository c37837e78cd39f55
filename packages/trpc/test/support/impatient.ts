import { type FetchLike, EventSource as Patient } from "eventsource";

/** tRPC names no `retry:`, so an EventSource waits 3 s before it connects again; this one was told 10 ms. */
async function* soon(body: ReadableStream<Uint8Array> | null): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode("retry: 10\n\n");
  if (body) yield* body;
}

export const impatient =
  (headers: Readonly<Record<string, string>>): FetchLike =>
  async (url, init) => {
    const response = await fetch(url, { ...init, headers: { ...init.headers, ...headers } });
    const body = new ReadableStream<Uint8Array>({
      start: async (controller) => {
        try {
          for await (const bytes of soon(response.body)) controller.enqueue(bytes);
          controller.close();
        } catch (error) {
          controller.error(error);
        }
      },
    });
    const { status, redirected } = response;
    return { body, status, redirected, url: response.url, headers: response.headers };
  };

export { Patient as EventSource };
