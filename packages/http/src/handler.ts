import { type Context, Hono } from "hono";
import { accepts } from "hono/accepts";
import { cors } from "hono/cors";
import { contentAnswer, headAnswer, json, listAnswer } from "./answers.ts";
import { jsonOf, validated } from "./body.ts";
import { checkOrigin, corsOf } from "./cross-origin.ts";
import { createDoor, readerIn, readerOf, streamIdOf } from "./door.ts";
import { followStream, nothing } from "./follow-stream.ts";
import { createFrames, endingFrame } from "./frames.ts";
import { configOf, type HttpOptions } from "./options.ts";
import { asFault, isFault, problemResponse, Refused, refusedBy } from "./problem.ts";
import { ackQuery, followQuery, listQuery, ownerQuery, stopQuery } from "./query.ts";
import { startStream } from "./start-stream.ts";

/** What every platform that knows `Request` and `Response` can serve. */
export type HttpHandler = (request: Request) => Promise<Response>;

const wantsEvents = (context: Context): boolean =>
  accepts(context, {
    header: "Accept",
    supports: ["application/json", "text/event-stream"],
    default: "application/json",
  }) === "text/event-stream";

const only = (allow: string) => async (): Promise<never> => {
  throw new Refused(405, "method-not-allowed", `This takes ${allow}`, { headers: { allow } });
};

/** A stream that somebody may not even know of is answered as one that is not there. */
const hidden = (error: unknown): null => {
  if (error instanceof Refused && error.status === 404) return null;
  throw error;
};

/** Segno over HTTP, as one function of a request. Throws `invalid-options`; what it serves, docs/reference/http.md says. */
export const createHttpHandler = <A, Tenant = unknown, Body = unknown>(
  options: HttpOptions<A, Tenant, Body>,
): HttpHandler => {
  const config = configOf(options);
  const { produce, stoppedBy, onError } = options;
  const enter = createDoor(options);
  const line = { ...config, frameOf: createFrames<A>() };
  const app = new Hono().basePath(config.basePath);

  /** What is said of an error; the host is told of those that are its own. */
  const told = (error: unknown, request: Request): Refused => {
    const refused = refusedBy(error);
    if (isFault(refused)) onError?.(error, request);
    return refused;
  };
  /** Hono passes on what is thrown and is an `Error`; a host may throw anything. */
  const answering =
    (answer: (context: Context) => Promise<Response>) =>
    async (context: Context): Promise<Response> => {
      const { raw } = context.req;
      try {
        checkOrigin(context, options.cors !== undefined);
        return await answer(context);
      } catch (error) {
        const refused = told(error, raw);
        if (refused.code === "internal" && !onError) throw error;
        return problemResponse(refused);
      }
    };
  app.onError((error) => {
    throw error;
  });
  app.notFound(() =>
    problemResponse(new Refused(404, "no-route", "Nothing is served under this address")),
  );
  if (options.cors) app.use("*", cors(corsOf(options.cors)));

  const list = async ({ req: { raw } }: Context): Promise<Response> => {
    const { streams } = await enter(raw, "list", null, ownerQuery(raw));
    return listAnswer(await streams.list({ ...listQuery(raw), only: "active" }));
  };

  const look = async (context: Context): Promise<Response> => {
    const { raw } = context.req;
    const id = streamIdOf(context.req.param("id"));
    if (raw.method === "HEAD") {
      const { streams } = await enter(raw, "describe", id);
      return headAnswer(await streams.describe(id));
    }
    if (!wantsEvents(context)) {
      const { streams } = await enter(raw, "read", id);
      return contentAnswer(await streams.read(id));
    }
    const reader = readerIn(raw);
    const entered = await enter(raw, "follow", id, reader).catch(hidden);
    if (!entered) return nothing();
    const query = { ...followQuery(raw, config.maxWaitMs), reader };
    const lastWord = (error: unknown) =>
      raw.signal.aborted ? null : endingFrame(told(error, raw));
    return followStream(entered.streams, id, query, { ...line, lastWord }, raw.signal);
  };

  const ttl = async ({ req }: Context): Promise<Response> => {
    const id = streamIdOf(req.param("id"));
    const { streams } = await enter(req.raw, "describe", id);
    return json((await streams.describe(id)).ttl);
  };

  const stop = async ({ req }: Context): Promise<Response> => {
    const id = streamIdOf(req.param("id"));
    const { streams, tenant } = await enter(req.raw, "stop", id);
    const said = stopQuery(req.raw, await jsonOf(req.raw, config.maxBodyBytes));
    const by = stoppedBy?.(req.raw, tenant);
    const options = { ...said, ...(by !== undefined && { by }) };
    return json(await streams.stop(id, options).catch(asFault));
  };

  const ack = async ({ req }: Context): Promise<Response> => {
    const id = streamIdOf(req.param("id"));
    const said = ackQuery(req.raw, await jsonOf(req.raw, config.maxBodyBytes));
    const reader = readerOf(said.reader);
    const { streams } = await enter(req.raw, "ack", id, reader);
    return json({ position: await streams.ack(id, reader, said.position) });
  };

  const start = async ({ req }: Context): Promise<Response> => {
    if (!produce) return only("GET, HEAD")();
    const streamId = streamIdOf(req.param("id"));
    const { streams, tenant } = await enter(req.raw, "start", streamId);
    const body = await validated(options.body, await jsonOf(req.raw, config.maxBodyBytes));
    const asked = { request: req.raw, streamId, tenant, body };
    const { run, position } = await startStream(streams, asked, produce, options);
    const { incarnation, began } = run;
    return json({ streamId, incarnation, position, began }, { status: 201 });
  };

  const reads = answering(only("GET, HEAD"));
  app.get("/streams", answering(list)).all(reads);
  app
    .get("/streams/:id", answering(look))
    .post(answering(start))
    .all(produce ? answering(only("GET, HEAD, POST")) : reads);
  app.get("/streams/:id/ttl", answering(ttl)).all(reads);
  app.post("/streams/:id/stop", answering(stop)).all(answering(only("POST")));
  app.post("/streams/:id/ack", answering(ack)).all(answering(only("POST")));
  app.delete("/streams/:id/run", answering(stop)).all(answering(only("DELETE")));

  return async (request) => app.fetch(request);
};
