import type { Context } from "hono";
import type { cors } from "hono/cors";
import { exposedHeaders } from "./answers.ts";
import { Refused } from "./problem.ts";

/** The options of `hono/cors`. */
export type CorsOptions = NonNullable<Parameters<typeof cors>[0]>;

export const corsOf = (options: true | CorsOptions): CorsOptions => ({
  allowMethods: ["GET", "HEAD", "POST", "DELETE"],
  exposeHeaders: [...exposedHeaders],
  ...(options === true ? {} : options),
});

/** A browser's own word (Fetch metadata) about the page that sent the request. */
const others: readonly (string | null)[] = ["cross-site", "same-site"];

/** Whether it changes something: a command, or a reader that says it is there. */
const isCommand = ({ method, url }: Request): boolean =>
  method === "POST" || method === "DELETE" || new URL(url).searchParams.has("reader");

/**
 * A command from a page of another origin may come with this site's cookies, and no preflight has asked: a stop needs no
 * body. It is let in where CORS lets that origin in; where it lets in all of them, without cookies.
 */
export const checkOrigin = (context: Context, cors: boolean): void => {
  const { raw } = context.req;
  const { headers } = raw;
  if (!others.includes(headers.get("sec-fetch-site")) || !isCommand(raw)) return;
  const allowed = cors ? context.res.headers.get("access-control-allow-origin") : null;
  if (allowed === "*" ? !headers.has("cookie") : allowed && allowed === headers.get("origin"))
    return;
  const detail = "A command from a page of another origin, which CORS does not let in";
  throw new Refused(403, "cross-site", detail);
};
