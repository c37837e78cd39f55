import type { Catalogue, Head, StreamId } from "@segno/core";
import type { Client } from "./connection/client.ts";
import type { Link } from "./connection/link.ts";
import type { Keys } from "./keys.ts";
import { headFields } from "./scripts/fields.ts";
import { isHead, parseHead } from "./store/head.ts";
import { msOf, type Reply, repliesOf, resultOf } from "./store/replies.ts";
import { createWalk } from "./walk.ts";

export type CatalogueDeps = {
  readonly link: Link;
  readonly keys: Keys;
  readonly mastersOf: (client: Client) => Client[];
};

/** Null where the key is gone by now, or is something else that happens to have a head's name. */
const headOf = (reply: Reply | undefined): Head | null => {
  if (reply?.[0]?.message.startsWith("WRONGTYPE")) return null;
  const fields = resultOf(reply);
  return isHead(fields) ? parseHead(fields) : null;
};

/** Lists by SCAN, master after master; the cursor is its own. What is started during a walk may be missed. */
export const createCatalogue = ({ link, keys, mastersOf }: CatalogueDeps): Catalogue => {
  const walk = createWalk({ link, kind: keys.heads, mastersOf });

  const headsOf = async (client: Client, ids: ReadonlySet<StreamId>) => {
    const chain = client.pipeline().time();
    for (const id of ids) chain.hmget(keys.head(id), ...headFields);
    const [time, ...heads] = await repliesOf(chain);
    const streams: { readonly id: StreamId; readonly head: Head }[] = [];
    for (const [i, id] of [...ids].entries()) {
      const head = headOf(heads[i]);
      if (head) streams.push({ id, head });
    }
    return { streams, now: msOf(resultOf(time)) };
  };

  return {
    list: async ({ cursor, limit }) => {
      // A stream has two keys, so twice as many looks give about as many heads as were asked for.
      const { found, cursor: next } = await walk(cursor, limit * 2, headsOf);
      return { ...found, cursor: next };
    },
  };
};
