import { SegnoError, type StreamId } from "@segno/core";
import { addressOf, type Client } from "./connection/client.ts";
import type { Link } from "./connection/link.ts";
import type { KeysOfAKind } from "./keys.ts";

export type WalkDeps = {
  readonly link: Link;
  /** Those that are looked for. */
  readonly kind: KeysOfAKind;
  readonly mastersOf: (client: Client) => Client[];
};

/** What was made of some streams, and where to go on; null at the end. */
type Walked<T> = { readonly found: T; readonly cursor: string | null };

/** SCAN blocks the server for as long as it looks: never for more keys than this at once. */
const maxCount = 1000;

/** Which masters there are (a walk begins anew when that changes), at which of them one is, and its own cursor. */
const cursorPattern = /^([0-9a-z]{1,7})\.([0-9]{1,4})\.([0-9]{1,20})$/;

type Place = { readonly masters: string; readonly at: number; readonly cursor: string };

export const foreignCursor = (): SegnoError =>
  new SegnoError("invalid-cursor", "This cursor is none of this store's.");

const parseCursor = (cursor: string | undefined): Place | null => {
  if (cursor === undefined) return null;
  const [, masters = "", at, own = ""] = cursorPattern.exec(cursor) ?? [];
  if (masters === "") throw foreignCursor();
  return { masters, at: Number(at), cursor: own };
};

/** Tells sets of masters apart. */
const fingerprint = (names: readonly string[]): string => {
  let hash = 0;
  for (const char of names.join()) hash = (Math.imul(hash, 31) + char.charCodeAt(0)) >>> 0;
  return hash.toString(36);
};

/**
 * A walk over all streams that have a key of a kind, by SCAN, master after master: what is there throughout is met at
 * least once. `count` is about how many keys to look at.
 */
export const createWalk =
  ({ link, kind, mastersOf }: WalkDeps) =>
  async <T>(
    cursor: string | undefined,
    count: number,
    visit: (client: Client, ids: ReadonlySet<StreamId>) => Promise<T>,
  ): Promise<Walked<T>> => {
    const place = parseCursor(cursor);
    return link.call(async (client) => {
      const masters = mastersOf(client)
        .map((node) => ({ node, name: addressOf(node) }))
        .sort((a, b) => (a.name < b.name ? -1 : 1));
      const known = fingerprint(masters.map(({ name }) => name));
      const at = place?.masters === known ? place.at : 0;
      const from = place?.masters === known ? place.cursor : "0";
      const master = masters[at]?.node;
      if (!master) throw foreignCursor();
      const most = Math.min(Math.max(1, count), maxCount);
      const scanned = await master.scan(from, "MATCH", kind.glob, "COUNT", most);
      const [next, keys] = scanned as [string, string[]];
      const found = await visit(master, new Set(keys.map(kind.idOf).filter((id) => id !== null)));
      if (String(next) !== "0") return { found, cursor: `${known}.${at}.${next}` };
      return { found, cursor: at + 1 < masters.length ? `${known}.${at + 1}.0` : null };
    });
  };
