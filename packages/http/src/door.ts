import { parseStreamId, SegnoError, type StreamId, type Streams } from "@segno/core";
import { type Action, checkSite, permit } from "./authorize.ts";
import type { HttpOptions } from "./options.ts";

/** A request that was let in: whose it is, and whose streams it may touch. */
export type Entered<A, Tenant> = { readonly tenant: Tenant; readonly streams: Streams<A> };

export type Door<A, Tenant> = (
  request: Request,
  action: Action,
  streamId: StreamId | null,
  owner?: string | null,
) => Promise<Entered<A, Tenant>>;

/** Nothing is asked of the streams before the door has been passed. Throws `Refused`. */
export const createDoor =
  <A, Tenant, Body>(options: HttpOptions<A, Tenant, Body>): Door<A, Tenant> =>
  async (request, action, streamId, owner = null) => {
    checkSite(request, action, options.cors !== undefined);
    // Without `authorize` there are no tenants, and their type is the caller's to leave out.
    const tenant = (await permit(options.authorize, request, action, streamId, owner)) as Tenant;
    const streams =
      typeof options.streams === "function" ? await options.streams(tenant) : options.streams;
    return { tenant, streams };
  };

/** The id in a path; throws `invalid-id`. */
export const streamIdOf = (text: string | undefined): StreamId => {
  const id = parseStreamId(text);
  if (id) return id;
  throw new SegnoError("invalid-id", "A stream id is 1 to 128 of A-Z a-z 0-9 _ . : ~ -");
};
