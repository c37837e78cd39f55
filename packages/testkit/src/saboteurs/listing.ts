import type { Adapter, Catalogue, Head, Listing, StreamId } from "@segno/core";
import type { Saboteur } from "./saboteur.ts";

const everything = async ({ catalogue }: Adapter): Promise<Listing["streams"]> => {
  const { streams } = await catalogue.list({ limit: 1_000_000 });
  return streams;
};

/** Goes on by how many it has listed. */
export const listingByCount = (adapter: Adapter): Catalogue => ({
  list: async ({ cursor, limit }) => {
    const all = await everything(adapter);
    const from = Number(cursor ?? 0);
    const next = from + limit < all.length ? String(from + limit) : null;
    const { now } = await adapter.catalogue.list({ limit: 1 });
    return { streams: all.slice(from, from + limit), cursor: next, now };
  },
});

export const listingSaboteurs: readonly Saboteur[] = [
  {
    name: "goes on by a count, while what it has counted is removed",
    breaks: ["a walk finds what lives throughout, whatever comes and goes meanwhile"],
    wrap: (adapter) => ({ ...adapter, catalogue: listingByCount(adapter) }),
  },
  {
    name: "lists streams as they were when it first saw them",
    breaks: ["it lists heads as the store knows them, live and ended, but not what was removed"],
    wrap: (adapter) => {
      const first = new Map<StreamId, Head>();
      const { store, catalogue } = adapter;
      return {
        ...adapter,
        store: {
          ...store,
          append: async (id, batch, expected) => {
            const answer = await store.append(id, batch, expected);
            const { head } = await store.head(id);
            if (head && !first.has(id)) first.set(id, head);
            return answer;
          },
        },
        catalogue: {
          list: async (options) => {
            const listing = await catalogue.list(options);
            const old = listing.streams.map(({ id, head }) => ({
              id,
              head: first.get(id) ?? head,
            }));
            return { ...listing, streams: old };
          },
        },
      };
    },
  },
];
