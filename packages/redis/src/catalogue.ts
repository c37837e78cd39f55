import type { Catalogue, Head, HeadFilter, StreamId } from "@segno/core";
import type { Client } from "./connection/client.ts";
import type { Link } from "./connection/link.ts";
import { type IndexPlace, listIndexes } from "./indexes/index-listing.ts";
import type { Indexes } from "./indexes/indexes.ts";
import type { Keys } from "./keys.ts";
import { headsOf } from "./store/heads-of.ts";
import { createWalk, foreignCursor } from "./walk.ts";

export type CatalogueDeps = {
  readonly link: Link;
  readonly keys: Keys;
  readonly mastersOf: (client: Client) => Client[];
  readonly indexes: Indexes;
};

const cursorPattern = /^([oa])\.([0-9])\.([0-9]{1,20})$/;

/** Where in which kind of index. A cursor of another kind was given for another filter. */
const placeOf = (kind: "o" | "a", indexes: number, cursor: string | undefined): IndexPlace => {
  if (cursor === undefined) return { at: 0, cursor: "0" };
  const [, known, at, own = ""] = cursorPattern.exec(cursor) ?? [];
  if (known !== kind || Number(at) >= indexes) throw foreignCursor();
  return { at: Number(at), cursor: own };
};

/** What an owner has and what is active is looked up in an index; all else is found by a walk through the keys. */
export const createCatalogue = (deps: CatalogueDeps): Catalogue => {
  const { link, keys, mastersOf, indexes } = deps;
  const walk = createWalk({ link, kind: keys.heads, mastersOf });

  const byIndex = async (
    kind: "o" | "a",
    names: readonly string[],
    { cursor, limit }: { readonly cursor?: string; readonly limit: number },
    holds: (head: Head) => boolean,
  ) => {
    const place = placeOf(kind, names.length, cursor);
    const { next, ...page } = await listIndexes(deps, names, place, limit, holds);
    return { ...page, cursor: next && `${kind}.${next.at}.${next.cursor}` };
  };

  const headsFound = async (client: Client, found: ReadonlySet<StreamId>) => {
    const ids = [...found];
    const { heads, now } = await headsOf(client, ids.map(keys.head));
    const streams = ids.flatMap((id, i) => {
      const head = heads[i];
      return head ? [{ id, head }] : [];
    });
    return { streams, now };
  };

  /** What is started during the walk may be missed. */
  const all = async (cursor: string | undefined, limit: number) => {
    const from = cursor === undefined ? undefined : /^s\.(.*)$/s.exec(cursor)?.[1];
    if (cursor !== undefined && from === undefined) throw foreignCursor();
    // A stream has two keys, so twice as many looks give about as many heads as were asked for.
    const { found, cursor: next } = await walk(from, limit * 2, headsFound);
    return { ...found, cursor: next && `s.${next}` };
  };

  const active = ({ terminal }: Head): boolean => terminal === undefined;

  return {
    list: async (options) => {
      const { owner, only }: HeadFilter = options.filter ?? {};
      if (owner !== undefined) {
        return byIndex("o", [keys.owner(owner)], options, (head) => head.owner === owner);
      }
      if (only !== "active") return all(options.cursor, options.limit);
      const { unsettled: _, ...page } = await byIndex("a", keys.activities, options, active);
      return page;
    },
    touch: indexes.touch,
    bytes: async (ids) =>
      link.call(async (client) => {
        const keysOf = (id: StreamId) => [keys.head(id), keys.log(id), keys.cursors(id)];
        const sizeOf = async (key: string) => Number((await client.memory("USAGE", key)) ?? 0);
        return Promise.all(
          ids.map(async (id) => {
            const sizes = await Promise.all(keysOf(id).map(sizeOf));
            return sizes.reduce((sum, size) => sum + size, 0) || null;
          }),
        );
      }),
  };
};
