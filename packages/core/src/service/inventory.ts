import type { HeadFilter } from "../stream/filter.ts";
import { isStale, lastActivityOf } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Context } from "./context.ts";
import { type StreamStatus, statusOf } from "./describe.ts";
import { checkedFilter } from "./list-page.ts";
import type { LossWatch } from "./loss-watch.ts";
import { type Guard, pagesOf } from "./pages.ts";

/** Which streams are counted; without a filter, all. */
export type InventoryOptions = HeadFilter & {
  /** Its abort ends the walk with its reason. */
  readonly signal?: AbortSignal | undefined;
};

export type KindCount = {
  /** Null: those that have no kind. */
  readonly kind: string | null;
  readonly streams: number;
  readonly events: number;
};

/** What was met so far. */
export type Inventory = {
  readonly streams: number;
  readonly events: number;
  readonly byStatus: Readonly<Record<StreamStatus, number>>;
  /** Those with most streams first. */
  readonly byKind: readonly KindCount[];
  /** The stream that has been still for longest, and when it was last appended to, by the store's clock. */
  readonly oldest: { readonly streamId: StreamId; readonly lastActivity: number } | null;
  /** What they take in the store, by a sample of them; null where the store cannot say. */
  readonly bytes: { readonly sampled: number; readonly estimated: number } | null;
  /** The walk is over, and these are all. */
  readonly done: boolean;
};

/** How many streams to look at with each step. */
const pageLimit = 500;
/** The first so many are all weighed, and after that one of so many: which then stands for as many. */
const allOf = 100;
const oneOf = 20;

type Weighed = { readonly id: StreamId; readonly weight: number };

/** Which of a page's streams are weighed, where so many came before them. */
const sampleOf = (ids: readonly StreamId[], before: number): readonly Weighed[] =>
  ids.flatMap((id, i) => {
    const at = before + i;
    if (at < allOf) return [{ id, weight: 1 }];
    return at % oneOf === 0 ? [{ id, weight: oneOf }] : [];
  });

class Tally {
  streams = 0;
  events = 0;
  readonly byStatus = { active: 0, stale: 0, completed: 0, stopped: 0, failed: 0 };
  readonly #kinds = new Map<string | null, { streams: number; events: number }>();
  #oldest: Inventory["oldest"] = null;
  #bytes: Inventory["bytes"] = null;

  count(id: StreamId, kind: string | null, status: StreamStatus, events: number, at: number): void {
    this.streams += 1;
    this.events += events;
    this.byStatus[status] += 1;
    const known = this.#kinds.get(kind) ?? { streams: 0, events: 0 };
    this.#kinds.set(kind, { streams: known.streams + 1, events: known.events + events });
    if (!this.#oldest || at < this.#oldest.lastActivity) {
      this.#oldest = { streamId: id, lastActivity: at };
    }
  }

  weigh(bytes: number, weight: number): void {
    const { sampled, estimated } = this.#bytes ?? { sampled: 0, estimated: 0 };
    this.#bytes = { sampled: sampled + 1, estimated: estimated + bytes * weight };
  }

  seen(done: boolean): Inventory {
    const byKind = [...this.#kinds].map(([kind, counts]) => ({ kind, ...counts }));
    byKind.sort((a, b) => b.streams - a.streams);
    const { streams, events } = this;
    const byStatus = { ...this.byStatus };
    return { streams, events, byStatus, byKind, oldest: this.#oldest, bytes: this.#bytes, done };
  }
}

async function* steps<A>(
  context: Context<A>,
  lossWatch: LossWatch,
  filter: HeadFilter,
  guard: Guard,
): AsyncGenerator<Inventory, void, undefined> {
  const { catalogue } = context;
  const tally = new Tally();
  for await (const page of pagesOf(context, { filter, limit: pageLimit }, guard)) {
    const { streams, now } = page;
    const sample = sampleOf(
      streams.map(({ id }) => id),
      tally.streams,
    );
    for (const { id, head } of streams) {
      if (isStale(head, now)) lossWatch.suspect(id, head);
      tally.count(id, head.kind ?? null, statusOf(head, now), head.offset, lastActivityOf(head));
    }
    const weighed = (await catalogue.bytes?.(sample.map(({ id }) => id)).catch(() => [])) ?? [];
    for (const [i, { weight }] of sample.entries()) {
      const bytes = weighed[i];
      if (bytes !== undefined && bytes !== null) tally.weigh(bytes, weight);
    }
    yield tally.seen(page.cursor === null);
  }
}

/** Counts by a walk in bounded steps, and tells after each what it has counted so far. */
export const inventory = <A>(
  context: Context<A>,
  lossWatch: LossWatch,
  options: InventoryOptions,
  guard: Guard,
): AsyncIterable<Inventory> => steps(context, lossWatch, checkedFilter(options), guard);
