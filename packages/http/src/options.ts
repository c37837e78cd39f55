import {
  type Clock,
  checkOptions,
  type Ended,
  type NamesOf,
  type Run,
  SegnoError,
  type StartOptions,
  type StreamId,
  type Streams,
  systemClock,
} from "@segno/core";
import type { Authorize } from "./authorize.ts";
import type { CorsOptions } from "./cross-origin.ts";
import type { Schema } from "./schema.ts";

/** A request to start a stream, let in and read. */
export type Asked<Tenant, Body> = {
  /** As it came; its body has been read. */
  readonly request: Request;
  readonly streamId: StreamId;
  /** What `authorize` answered. */
  readonly tenant: Tenant;
  /** The JSON of the request, as `body` passed it; null where there was none. */
  readonly body: Body;
};

/**
 * Makes what a stream says. Returns an AsyncIterable or a ReadableStream (an `async function*`, say), or writes to `run`
 * and returns when it is done. `signal` aborts when the stream is stopped; it has nothing to do with the request, which may go.
 */
export type Produce<A, Tenant, Body> = (
  asked: Asked<Tenant, Body>,
  stream: { readonly signal: AbortSignal; readonly run: Run<A> },
) => unknown;

type Served<A, Tenant> =
  | { readonly streams: Streams<A>; readonly authorize?: Authorize<Tenant> }
  /** Each tenant's own streams. They are asked for with each request: keep what you made. */
  | {
      readonly streams: (tenant: Tenant) => Streams<A> | Promise<Streams<A>>;
      readonly authorize: Authorize<Tenant>;
    };

export type HttpOptions<A, Tenant = unknown, Body = unknown> = Served<A, Tenant> & {
  /** Without it, `POST` is refused with 405. */
  readonly produce?: Produce<A, Tenant, Body>;
  /** What the body of a start must be: any Standard Schema, a zod schema say. Without it, any JSON. */
  readonly body?: Schema<Body>;
  /** Owner, kind, metadata, TTLs of a stream that a request starts. */
  readonly startOptions?: (
    asked: Asked<Tenant, Body>,
  ) => StartOptions | undefined | Promise<StartOptions | undefined>;
  /** Is given the ending of each stream that was started: to log it, wait for it, or keep a worker awake. */
  readonly onStarted?: (done: Promise<Ended>, asked: Asked<Tenant, Body>) => void;
  /** Who stops, for the `stopped` event. */
  readonly stoppedBy?: (request: Request, tenant: Tenant) => string | undefined;
  /** What stands before `/streams` in the paths: `"/api"`. Nothing by default. */
  readonly basePath?: string;
  /** Off by default: pages of other origins read nothing. `true` lets all of them in, without cookies. */
  readonly cors?: true | CorsOptions;
  /** Is given whatever a client gets as a 500, also in the middle of a line. Without it the handler rejects with what was thrown. */
  readonly onError?: (error: unknown, request: Request) => void;
  /** How often a comment keeps an idle line open, in ms; 15,000 by default. */
  readonly heartbeatMs?: number;
  /** How long an EventSource waits before it connects again, in ms; 1,000 by default. */
  readonly retryMs?: number;
  /** The largest body of a request; 1 MiB by default. */
  readonly maxBodyBytes?: number;
  /** How long `?wait=` may ask to wait for a stream that is not there yet, in ms; 30,000 by default. */
  readonly maxWaitMs?: number;
  readonly clock?: Clock;
};

const names: NamesOf<HttpOptions<unknown>> = {
  streams: 1,
  authorize: 1,
  produce: 1,
  body: 1,
  startOptions: 1,
  onStarted: 1,
  stoppedBy: 1,
  basePath: 1,
  cors: 1,
  onError: 1,
  heartbeatMs: 1,
  retryMs: 1,
  maxBodyBytes: 1,
  maxWaitMs: 1,
  clock: 1,
};

export const httpDefaults = {
  heartbeatMs: 15_000,
  retryMs: 1_000,
  maxBodyBytes: 1_048_576,
  maxWaitMs: 30_000,
} as const;

export type Limits = { readonly [Name in keyof typeof httpDefaults]: number };

/** The longest delay of a timer, some 24 days. */
const most = 2 ** 31 - 1;

const limit = (options: Partial<Limits>, name: keyof Limits, least: number): number => {
  const value = options[name] ?? httpDefaults[name];
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new SegnoError(
    "invalid-options",
    `${name} is a whole number from ${least} to ${most}, not ${value}`,
  );
};

const basePathOf = (basePath: string): string => {
  const path = basePath.replace(/\/+$/, "");
  if (path === "" || /^\/[^?#*:]+$/.test(path)) return path;
  throw new SegnoError(
    "invalid-options",
    `basePath is a path, such as "/api", not ${JSON.stringify(basePath)}`,
  );
};

export type Config = Limits & { readonly basePath: string; readonly clock: Clock };

/** Checks the options once; throws `invalid-options`. */
export const configOf = <A, Tenant, Body>(options: HttpOptions<A, Tenant, Body>): Config => {
  checkOptions("createHttpHandler", options, names);
  if (!options.streams) throw new SegnoError("invalid-options", "There are no streams to serve");
  if (typeof options.streams === "function" && !options.authorize) {
    throw new SegnoError("invalid-options", "Streams by tenant need `authorize`, which names them");
  }
  return {
    basePath: basePathOf(options.basePath ?? ""),
    clock: options.clock ?? systemClock,
    heartbeatMs: limit(options, "heartbeatMs", 1),
    retryMs: limit(options, "retryMs", 0),
    maxBodyBytes: limit(options, "maxBodyBytes", 0),
    maxWaitMs: limit(options, "maxWaitMs", 0),
  };
};
