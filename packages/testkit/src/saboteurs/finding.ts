import type { Adapter, Catalogue, HeadFilter, Listing, StreamId } from "@segno/core";
import { isLeft } from "@segno/core";
import { listingByCount } from "./listing.ts";
import type { Saboteur } from "./saboteur.ts";

const laws = {
  owner: "an owner's streams are found by its name, live and ended, whatever owners are called",
  life: "a stream is found by the owner of the life that it is in",
  refused: "what is refused takes no stream out of what it is found by",
  active: "what is active is found among the active, and what somebody ended is not",
  walk: "a walk by owner, or among the active, finds what lives throughout",
};

type Stream = Listing["streams"][number];

/** An index that leaves out what it should hold. */
const leavingOut =
  (left: (stream: Stream, filter: HeadFilter) => boolean) =>
  (adapter: Adapter): Adapter => ({
    ...adapter,
    catalogue: {
      ...adapter.catalogue,
      list: async (options) => {
        const listing = await adapter.catalogue.list(options);
        const { filter = {} } = options;
        return { ...listing, streams: listing.streams.filter((one) => !left(one, filter)) };
      },
    },
  });

/** An index that is kept beside the streams: what is known of each by its first start, or its last. */
const withIndex =
  (note: (index: Map<StreamId, string>, id: StreamId, owner: string, wasTaken: boolean) => void) =>
  (adapter: Adapter): Adapter => {
    const index = new Map<StreamId, string>();
    const { store, catalogue } = adapter;
    const list: Catalogue["list"] = async (options) => {
      const listing = await catalogue.list(options);
      const owner = options.filter?.owner;
      if (owner === undefined) return listing;
      return { ...listing, streams: listing.streams.filter(({ id }) => index.get(id) === owner) };
    };
    return {
      ...adapter,
      catalogue: { ...catalogue, list },
      store: {
        ...store,
        append: async (id, batch, expected) => {
          const answer = await store.append(id, batch, expected);
          if (batch.start?.owner !== undefined) note(index, id, batch.start.owner, !isLeft(answer));
          return answer;
        },
      },
    };
  };

export const findingSaboteurs: readonly Saboteur[] = [
  {
    name: "forgets an owner's streams with their end",
    breaks: [laws.owner],
    wrap: leavingOut(({ head }, { owner }) => owner !== undefined && head.terminal !== undefined),
  },
  {
    name: "has no index for a name with braces",
    breaks: [laws.owner],
    wrap: leavingOut((_, { owner = "" }) => /[{}]/.test(owner)),
  },
  {
    name: "knows a stream by its first owner",
    breaks: [laws.life],
    wrap: withIndex((index, id, owner, taken) => {
      if (taken && !index.has(id)) index.set(id, owner);
    }),
  },
  {
    name: "notes the owner of a start that is refused",
    breaks: [laws.refused],
    wrap: withIndex((index, id, owner) => index.set(id, owner)),
  },
  {
    name: "forgets what another has taken over among the active",
    breaks: [laws.active],
    wrap: leavingOut(({ head }, { only }) => only === "active" && head.epoch > 1),
  },
  {
    name: "knows what is active by its first life",
    breaks: [laws.active],
    wrap: (adapter) => {
      const ended = new Set<StreamId>();
      const wrapped = leavingOut(({ id }, { only }) => only === "active" && ended.has(id))(adapter);
      return {
        ...wrapped,
        store: {
          ...adapter.store,
          append: async (id, batch, expected) => {
            const answer = await adapter.store.append(id, batch, expected);
            if (batch.end && !isLeft(answer)) ended.add(id);
            return answer;
          },
        },
      };
    },
  },
  {
    name: "goes on by a count in an index, while what it has counted is removed",
    breaks: [laws.walk],
    wrap: (adapter) => {
      const { list } = listingByCount(adapter);
      const counting: Catalogue["list"] = (options) => {
        const { owner, only } = options.filter ?? {};
        return (owner ?? only) ? list(options) : adapter.catalogue.list(options);
      };
      return { ...adapter, catalogue: { ...adapter.catalogue, list: counting } };
    },
  },
];
