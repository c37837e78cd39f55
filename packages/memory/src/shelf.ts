import {
  type Cancel,
  type Clock,
  expiresAtOf,
  type Head,
  type ReaderId,
  type Reading,
  SegnoError,
  type StreamId,
  type TenantId,
} from "@segno/core";

export type Stream = {
  /** Replaced by every append, never changed, so a reader may keep what it was given. */
  head: Head;
  /** The entry at offset n is at n - 1, and its epoch beside it. */
  readonly entries: string[];
  readonly epochs: number[];
  /** Of its readers; null while it has none. */
  readings: Map<ReaderId, Reading> | null;
  /** Rises from stream to stream: where a listing goes on. */
  readonly serial: number;
  /** When its timer will look whether it has expired. */
  lookAt: number;
  cancel: Cancel;
};

/** What lives under one tenant's names, or under those of none, until it expires. */
export type Shelf = {
  /** What has expired is never met, whether its timer came in time or not. */
  readonly find: (id: StreamId, now: number) => Stream | undefined;
  /** An empty log under the id, in the place of what was there. */
  readonly begin: (id: StreamId, head: Head) => Stream;
  /** To be called with every new head: sees to it that the memory is given back in time. */
  readonly watch: (id: StreamId, stream: Stream, now: number) => void;
  readonly drop: (id: StreamId, stream: Stream) => void;
  /** In the order of their serials. */
  readonly all: () => Iterable<[StreamId, Stream]>;
};

export type Shelves = {
  /** The same streams for all who ask; of a tenant that has none, nothing is kept. */
  readonly of: (tenant: TenantId | null) => Shelf;
  readonly clear: () => void;
};

export const createShelves = (clock: Clock): Shelves => {
  const tenants = new Map<TenantId | null, Map<StreamId, Stream>>();
  let serial = 0;
  let closed = false;

  const shelfOf = (tenant: TenantId | null): Shelf => {
    const drop = (id: StreamId, stream: Stream): void => {
      stream.cancel();
      const streams = tenants.get(tenant);
      streams?.delete(id);
      if (streams?.size === 0) tenants.delete(tenant);
    };

    const find = (id: StreamId, now: number): Stream | undefined => {
      if (closed) throw new SegnoError("closed", "The store was closed.");
      const stream = tenants.get(tenant)?.get(id);
      if (!stream || now < expiresAtOf(stream.head)) return stream;
      drop(id, stream);
      return undefined;
    };

    /** A timer that finds its stream renewed looks again later, so that an append need not touch it. */
    const watch = (id: StreamId, stream: Stream, now: number): void => {
      const expiresAt = expiresAtOf(stream.head);
      if (stream.lookAt <= expiresAt) return;
      stream.cancel();
      stream.lookAt = expiresAt;
      const look = (): void => {
        stream.lookAt = Number.POSITIVE_INFINITY;
        const later = clock.now();
        if (find(id, later) === stream) watch(id, stream, later);
      };
      stream.cancel = clock.after(expiresAt - now, look, "background");
    };

    return {
      find,
      watch,
      drop,
      begin: (id, head) => {
        const streams = tenants.get(tenant) ?? new Map<StreamId, Stream>();
        const old = streams.get(id);
        old?.cancel();
        const lookAt = Number.POSITIVE_INFINITY;
        const own = { serial: old?.serial ?? ++serial, lookAt, cancel: () => {} };
        const fresh: Stream = { head, entries: [], epochs: [], readings: null, ...own };
        tenants.set(tenant, streams.set(id, fresh));
        return fresh;
      },
      all: () => tenants.get(tenant) ?? [],
    };
  };

  return {
    of: shelfOf,
    clear: () => {
      closed = true;
      for (const streams of tenants.values()) for (const { cancel } of streams.values()) cancel();
      tenants.clear();
    },
  };
};
