import { type Asked, badServer, bytesOf, restOf } from "./bad-server.ts";
import { frame, greeting, type Sent } from "./log.ts";

type Line = ReadableStreamDefaultController<Uint8Array>;

/** A server whose stream grows while it is watched. */
export const liveServer = () => {
  const log: Sent[] = [];
  const lines = new Set<Line>();
  let ended = false;

  const open = (asked: Asked): Response => {
    const rest = restOf(log, asked);
    if (ended && rest.length === 0) return new Response(null, { status: 204 });
    let mine: Line | null = null;
    const body = new ReadableStream<Uint8Array>({
      start: (line) => {
        mine = line;
        lines.add(line);
        line.enqueue(bytesOf(greeting + rest.map(frame).join("")));
        if (ended) close(line);
      },
      cancel: () => {
        if (mine) lines.delete(mine);
      },
    });
    return new Response(body, { headers: { "content-type": "text/event-stream" } });
  };
  const close = (line: Line): void => {
    lines.delete(line);
    line.close();
  };

  const stopped = { terminal: "stopped", position: "p", mine: true };
  const { fetch, asked } = badServer((one) =>
    one.method === "POST" ? new Response(JSON.stringify(stopped)) : open(one),
  );
  return {
    fetch,
    asked,
    /** How many lines are open now. */
    open: () => lines.size,
    send: (...sent: readonly Sent[]): void => {
      log.push(...sent);
      const bytes = bytesOf(sent.map(frame).join(""));
      for (const line of lines) line.enqueue(bytes);
      ended = !["started", "chunk"].includes(log.at(-1)?.event.type ?? "started");
      if (ended) for (const line of [...lines]) close(line);
    },
    cut: (): void => {
      for (const line of [...lines]) close(line);
    },
    /** Another life in the place of this one. */
    forget: (): void => {
      log.length = 0;
      ended = false;
    },
  };
};
