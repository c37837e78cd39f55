import { type Catalogue, type Head, SegnoError, type StreamId } from "@segno/core";
import { addressOf, type Client } from "./connection/client.ts";
import type { Link } from "./connection/link.ts";
import type { Keys } from "./keys.ts";
import { headFields } from "./scripts/fields.ts";
import { isHead, parseHead } from "./store/head.ts";
import { msOf, type Reply, repliesOf, resultOf } from "./store/replies.ts";

export type CatalogueDeps = {
  readonly link: Link;
  readonly keys: Keys;
  readonly mastersOf: (client: Client) => Client[];
};

/** SCAN blocks the server for as long as it looks: never for more keys than this at once. */
const maxCount = 1000;

/** Which masters there are (a walk begins anew when that changes), at which of them one is, and its own cursor. */
const cursorPattern = /^([0-9a-z]{1,7})\.([0-9]{1,4})\.([0-9]{1,20})$/;

type Place = { readonly masters: string; readonly at: number; readonly cursor: string };

const parseCursor = (cursor: string | undefined): Place | null => {
  if (cursor === undefined) return null;
  const [, masters = "", at, own = ""] = cursorPattern.exec(cursor) ?? [];
  if (masters === "")
    throw new SegnoError("invalid-cursor", "This cursor is none of this store's.");
  return { masters, at: Number(at), cursor: own };
};

/** Tells sets of masters apart. */
const fingerprint = (names: readonly string[]): string => {
  let hash = 0;
  for (const char of names.join()) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  return hash.toString(36);
};

/** Null where the key is gone by now, or is something else that happens to have a head's name. */
const headOf = (reply: Reply | undefined): Head | null => {
  if (reply?.[0]?.message.startsWith("WRONGTYPE")) return null;
  const fields = resultOf(reply);
  return isHead(fields) ? parseHead(fields) : null;
};

/** Lists by SCAN, master after master; the cursor is its own. What is started during a walk may be missed. */
export const createCatalogue = ({ link, keys, mastersOf }: CatalogueDeps): Catalogue => {
  const scan = async (client: Client, cursor: string, limit: number) => {
    // A stream has two keys, so twice as many looks give about as many heads as were asked for.
    const count = Math.min(Math.max(1, limit) * 2, maxCount);
    const [next, found] = (await client.scan(cursor, "MATCH", keys.heads, "COUNT", count)) as [
      string,
      string[],
    ];
    const ids = new Set(found.map(keys.idOf).filter((id) => id !== null));
    const chain = client.pipeline().time();
    for (const id of ids) chain.hmget(keys.head(id), ...headFields);
    const [time, ...heads] = await repliesOf(chain);
    const streams: { readonly id: StreamId; readonly head: Head }[] = [];
    for (const [i, id] of [...ids].entries()) {
      const head = headOf(heads[i]);
      if (head) streams.push({ id, head });
    }
    return { next: String(next), streams, now: msOf(resultOf(time)) };
  };

  return {
    list: async ({ cursor, limit }) => {
      const place = parseCursor(cursor);
      return link.call(async (client) => {
        const masters = mastersOf(client)
          .map((node) => ({ node, name: addressOf(node) }))
          .sort((a, b) => (a.name < b.name ? -1 : 1));
        const known = fingerprint(masters.map(({ name }) => name));
        const at = place?.masters === known ? place.at : 0;
        const from = place?.masters === known ? place.cursor : "0";
        const master = masters[at]?.node;
        if (!master) throw new SegnoError("invalid-cursor", "This cursor is none of this store's.");
        const { next, streams, now } = await scan(master, from, limit);
        const onward =
          next === "0" ? (at + 1 < masters.length ? `${at + 1}.0` : null) : `${at}.${next}`;
        return { streams, cursor: onward === null ? null : `${known}.${onward}`, now };
      });
    },
  };
};
