import { serveStatic } from "@hono/node-server/serve-static";
import type { Ended } from "@segno/core";
import { createHttpHandler } from "@segno/http";
import { Hono } from "hono";
import type { AnswerStreams } from "../cast/open.ts";
import { library, textOf } from "../source/library.ts";
import { ackLeaseMs, type Library } from "../wire.ts";
import { slowestMs, startBody } from "./asked.ts";
import { createPaces } from "./paces.ts";
import { produce } from "./produce.ts";

/** What is built is named by its content; the page itself is not, and names what there is today. */
const keptFor = (path: string): string =>
  path.startsWith("/assets/") ? "public, max-age=31536000, immutable" : "no-cache";

export type AppOptions = {
  readonly streams: AnswerStreams;
  /** Where the built page lies. */
  readonly folder: string;
  /** Where the streams are kept, for people. */
  readonly store: string;
  readonly onStarted?: (done: Promise<Ended>) => void;
};

/** The page, its texts, and the streams under `/api`. It lets everybody do everything: it is a demo. */
export const createApp = ({ streams, folder, store, onStarted }: AppOptions): Hono => {
  const paces = createPaces();
  const handler = createHttpHandler({
    streams,
    basePath: "/api",
    authorize: () => true,
    body: startBody,
    startOptions: ({ body: { text, anew, ackWindow } }) => ({
      kind: "answer",
      metadata: { text, ...(ackWindow && { ackWindow }) },
      ifEnded: anew ? "recreate" : "refuse",
      ...(ackWindow && { ackWindow: { ...ackWindow, leaseMs: ackLeaseMs } }),
    }),
    produce: ({ body }, { run }) =>
      produce(body, run, paces.begin(run.incarnation, body.intervalMs)),
    onStarted: (done) => onStarted?.(done),
    stoppedBy: () => "the reader",
    onError: (error) => console.error(error),
  });

  const app = new Hono();
  app.all("/api/streams", ({ req }) => handler(req.raw));
  app.all("/api/streams/*", ({ req }) => handler(req.raw));
  app.get("/api/texts", (context) => context.json({ store, texts: library() } satisfies Library));
  app.get("/api/texts/:id", (context) => {
    const text = textOf(context.req.param("id"));
    return text === null ? context.notFound() : context.text(text);
  });
  app.put("/api/pace/:incarnation/:ms{[0-9]{1,4}}", ({ req, body }) => {
    const { incarnation, ms } = req.param();
    paces.set(incarnation, Math.min(Number(ms), slowestMs));
    return body(null, 204);
  });
  app.use("*", async (context, next) => {
    await next();
    if (context.res.ok) context.header("cache-control", keptFor(context.req.path));
  });
  app.use("*", serveStatic({ root: folder }));
  return app;
};
