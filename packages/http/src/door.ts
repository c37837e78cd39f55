import {
  parseReaderId,
  parseStreamId,
  type ReaderId,
  SegnoError,
  type StreamId,
  type Streams,
} from "@segno/core";
import { type Action, permit } from "./authorize.ts";
import type { HttpOptions } from "./options.ts";

/** A request that was let in: whose it is, and whose streams it may touch. */
export type Entered<A, Tenant> = { readonly tenant: Tenant; readonly streams: Streams<A> };

export type Door<A, Tenant> = (
  request: Request,
  action: Action,
  streamId: StreamId | null,
  /** Whom it is about. */
  person?: string | null,
) => Promise<Entered<A, Tenant>>;

/** Nothing is asked of the streams before the door has been passed. Throws `Refused`. */
export const createDoor =
  <A, Tenant, Body>(options: HttpOptions<A, Tenant, Body>): Door<A, Tenant> =>
  async (request, action, streamId, person = null) => {
    const { authorize } = options;
    // Without `authorize` there are no tenants, and their type is the caller's to leave out.
    const tenant = (await permit(authorize, request, action, streamId, person)) as Tenant;
    // To follow as a reader shows its place, and says that it is there.
    if (action === "follow" && person) await permit(authorize, request, "ack", streamId, person);
    const streams =
      typeof options.streams === "function" ? await options.streams(tenant) : options.streams;
    return { tenant, streams };
  };

/** The reader that a request names; throws `invalid-id`. */
export const readerOf = (text: string): ReaderId => {
  const reader = parseReaderId(text);
  if (reader) return reader;
  throw new SegnoError("invalid-id", "A reader is 1 to 128 characters without control characters");
};

/** On whose behalf a follower is asked for, by its address; null where that says nothing. */
export const readerIn = ({ url }: Request): ReaderId | null => {
  const named = new URL(url).searchParams.get("reader");
  return named === null ? null : readerOf(named);
};

/** The id in a path; throws `invalid-id`. */
export const streamIdOf = (text: string | undefined): StreamId => {
  const id = parseStreamId(text);
  if (id) return id;
  throw new SegnoError("invalid-id", "A stream id is 1 to 128 of A-Z a-z 0-9 _ . : ~ -");
};
