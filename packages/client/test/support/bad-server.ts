import { frame, greeting, type Sent } from "./log.ts";

export type Asked = {
  readonly method: string;
  readonly url: URL;
  readonly headers: Headers;
  readonly body: string | null;
};

/** What one line sends, and how it ends. */
export type Line = {
  readonly bytes: Uint8Array;
  /** Where the bytes are parted. */
  readonly pieces?: readonly number[];
  /** `close` politely, `break` as a lost network does, or say nothing more. */
  readonly end?: "close" | "break" | "silence";
};

export type Reply = Line | Response | Error;

const encoder = new TextEncoder();
export const bytesOf = (text: string): Uint8Array => encoder.encode(text);

/** What an honest server sends who stands at this position. */
export const restOf = (log: readonly Sent[], asked: Asked): readonly Sent[] => {
  const position = asked.headers.get("last-event-id") ?? asked.url.searchParams.get("after");
  return log.slice(log.findIndex((sent) => sent.position === position) + 1);
};

export const honest =
  (log: readonly Sent[]) =>
  (asked: Asked): Reply => {
    const rest = restOf(log, asked);
    if (rest.length === 0) return new Response(null, { status: 204 });
    return { bytes: bytesOf(greeting + rest.map(frame).join("")), end: "close" };
  };

const partsOf = ({ bytes, pieces = [] }: Line): Uint8Array[] => {
  const parts: Uint8Array[] = [];
  let from = 0;
  for (const size of pieces) {
    parts.push(bytes.slice(from, from + size));
    from += size;
  }
  parts.push(bytes.slice(from));
  return parts.filter(({ length }) => length > 0);
};

/** A server in this process that does as it is told, one answer after another, and counts what is open. */
export const badServer = (answer: (asked: Asked, nth: number) => Reply) => {
  const asked: Asked[] = [];
  const counts = { open: 0, read: 0 };

  const bodyOf = (line: Line, signal: AbortSignal | undefined): ReadableStream<Uint8Array> => {
    const parts = partsOf(line);
    let closed = false;
    const close = (): void => {
      if (!closed) counts.open -= 1;
      closed = true;
    };
    counts.open += 1;
    return new ReadableStream<Uint8Array>(
      {
        start: (controller) => {
          signal?.addEventListener("abort", () => {
            if (closed) return;
            close();
            controller.error(signal.reason);
          });
        },
        pull: (controller) => {
          const part = parts.shift();
          counts.read += 1;
          if (part) return controller.enqueue(part);
          if (line.end === "silence") return new Promise(() => {});
          close();
          if (line.end === "break") controller.error(new TypeError("terminated"));
          else controller.close();
        },
        cancel: close,
      },
      { highWaterMark: 0 },
    );
  };

  const fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    init.signal?.throwIfAborted();
    const one: Asked = {
      method: init.method ?? "GET",
      url: new URL(String(input), "http://segno.test"),
      headers: new Headers(init.headers),
      body: typeof init.body === "string" ? init.body : null,
    };
    asked.push(one);
    const reply = answer(one, asked.length - 1);
    if (reply instanceof Error) throw reply;
    if (reply instanceof Response) return reply;
    return new Response(bodyOf(reply, init.signal ?? undefined), {
      headers: { "content-type": "text/event-stream; charset=utf-8" },
    });
  };
  return { fetch: fetch as typeof globalThis.fetch, asked, counts };
};

export const problem = (
  status: number,
  code: string,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(JSON.stringify({ type: "about:blank", status, code, detail: `It is ${code}` }), {
    status,
    headers: { "content-type": "application/problem+json", ...headers },
  });
