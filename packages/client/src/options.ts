import { beginning, type Clock, type NamesOf, placeOf, SegnoError } from "@segno/core/browser";
import type { BackoffOptions } from "./backoff.ts";
import type { Connection } from "./connection.ts";
import type { PayloadSchema } from "./read-event.ts";
import type { RequestOptions } from "./request.ts";
import type { Wake } from "./wake.ts";

export type FollowStreamOptions<A> = RequestOptions &
  BackoffOptions & {
    /** The position after which to begin; without it, from the beginning, or after what `reader` has acknowledged. */
    readonly after?: string | undefined;
    /** On whose behalf: 1 to 128 characters. Its acknowledgements are in `@segno/client/ack`. */
    readonly reader?: string | undefined;
    /** How long the server is to wait for a stream that is not there yet, in ms. By default 5,000; none with `after`. */
    readonly wait?: number | undefined;
    /** What payloads must be; without it, whatever was sent is taken for one. */
    readonly schema?: PayloadSchema<A> | undefined;
    /**
     * How long the line may be silent, in ms: three heartbeats, by default 45,000. After as long a line that nobody
     * reads from is let go, too.
     */
    readonly silenceMs?: number | undefined;
    /** Is told how the line stands, whenever that changes. */
    readonly onConnection?: ((connection: Connection) => void) | undefined;
    readonly clock?: Clock | undefined;
    /** From 0 to less than 1: the jitter of the back-off. */
    readonly random?: (() => number) | undefined;
    /** What tells that the device woke; by default the browser's events. */
    readonly wake?: Wake | undefined;
  };

/** Which of them are times. */
const times: { readonly [Name in keyof NamesOf<FollowStreamOptions<unknown>>]: boolean } = {
  after: false,
  reader: false,
  wait: true,
  schema: false,
  silenceMs: true,
  onConnection: false,
  clock: false,
  random: false,
  wake: false,
  backoffMs: true,
  backoffCapMs: true,
  giveUpMs: true,
  headers: false,
  fetch: false,
  signal: false,
};

const isMs = (value: unknown): boolean => typeof value === "number" && value >= 0;

/** Throws `invalid-options` or `invalid-position`, before anything is asked of the server. */
export const checkFollowOptions = <A>(options: FollowStreamOptions<A>): void => {
  for (const [name, value = 0] of Object.entries(options)) {
    const time = Object.hasOwn(times, name) ? times[name as keyof typeof times] : null;
    if (time === false || (time && isMs(value))) continue;
    const why = time === null ? "is no option" : "takes milliseconds";
    throw new SegnoError("invalid-options", `followStream: ${name} ${why}`);
  }
  const { after = beginning } = options;
  if (after !== beginning && !placeOf(after)) {
    throw new SegnoError("invalid-position", "`after` is no position");
  }
};
