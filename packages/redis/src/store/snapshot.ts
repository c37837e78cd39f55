import type { Seen } from "@segno/core";
import type { Asking, Client } from "../connection/client.ts";
import { together } from "../connection/together.ts";
import { headFields } from "../scripts/fields.ts";
import { parseHead } from "./head.ts";
import { msOf, resultsOf } from "./replies.ts";

export type Snapshot = { readonly seen: Seen; readonly results: readonly unknown[] };

const revision = headFields.indexOf("r");

/** So often without MULTI, before it is taken after all. */
const plainTries = 3;

/**
 * Time, head, and what `more` asks for, all of one moment. Not by MULTI: a server whose memory is full
 * refuses to queue even reads in it, and then nobody could look at a head to take it over or to stop it. What
 * is sent together is in practice served together; every append raises the revision, so reading that again
 * at the end proves it. Only where it was torn apart again and again (bytes that trickle, a busy producer)
 * is MULTI used, on a server that is evidently taking appends.
 */
export const readSnapshot = async (
  client: Client,
  headKey: string,
  more: (asking: Asking) => Asking,
): Promise<Snapshot> => {
  for (let tries = 0; ; tries++) {
    const asking = tries < plainTries ? together(client) : client.multi();
    const asked = more(asking.time().hmget(headKey, ...headFields)).hmget(headKey, "r");
    const [time, fields, ...results] = await resultsOf(asked);
    const [before, [after]] = [fields as unknown[], results.pop() as unknown[]];
    if (before[revision] === after || tries >= plainTries) {
      return { seen: { head: parseHead(fields), now: msOf(time) }, results };
    }
  }
};
