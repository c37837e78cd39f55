import { SegnoError } from "../errors/segno-error.ts";
import type { StreamId } from "../stream/ids.ts";
import { checkName } from "./checks.ts";
import type { Context } from "./context.ts";
import { eraseBeside } from "./erasables.ts";
import { type Guard, pagesOf } from "./pages.ts";
import { backoff } from "./persist.ts";
import { type Found, removeAll } from "./removing.ts";

export type EraseOptions = {
  /** Whose streams go, live and ended ones, and whose places as a reader of others'. */
  readonly owner: string;
  /** What the person is called as a reader, where that is not the name as an owner. */
  readonly reader?: string;
  /** Looks through all streams there are, not only where this owner's are listed: for what a failover may have unlisted. */
  readonly everywhere?: boolean;
  /** Its abort ends the erasure with its reason; what was erased by then is, and the next one goes on from there. */
  readonly signal?: AbortSignal | undefined;
};

/** What was erased of a person. */
export type ErasureReceipt = {
  readonly owner: string;
  /** The streams that were removed. */
  readonly streams: readonly StreamId[];
  /** Were listed as the owner's, and were gone by the time: expired, removed by another, or begun anew. */
  readonly notFound: readonly StreamId[];
  readonly counts: {
    readonly streams: number;
    /** So many of the streams had no ending. */
    readonly live: number;
    /** So many events were in them. */
    readonly events: number;
    /** Of each kind of thing that is kept of persons beside their streams: `places` as a reader, and what an adapter names. */
    readonly beside: Readonly<Record<string, number>>;
  };
  /** By the store's clock, in ms since 1970. */
  readonly startedAt: number;
  readonly finishedAt: number;
  /** A last look found nothing of the owner's. False: starts were under way all the time; erase again. */
  readonly complete: boolean;
};

/** How many streams to look at with each step. */
const pageLimit = 500;

type Pass = {
  readonly removed: number;
  /** Not there any more, or in another life, or on its way: to be looked at again. */
  readonly open: number;
};

class Erasure<A> {
  readonly #context: Context<A>;
  readonly #owner: string;
  readonly #guard: Guard;
  readonly #removed = new Set<StreamId>();
  readonly #gone = new Set<StreamId>();
  #live = 0;
  #events = 0;
  #startedAt: number | null = null;
  #now = 0;

  constructor(context: Context<A>, owner: string, guard: Guard) {
    this.#context = context;
    this.#owner = owner;
    this.#guard = guard;
  }

  /** One walk; through what is listed under the owner, or through all there is. */
  async pass(everywhere = false): Promise<Pass> {
    const owner = this.#owner;
    const page = { filter: everywhere ? {} : { owner }, limit: pageLimit };
    let removed = 0;
    let open = 0;
    for await (const { streams, now, unsettled: some } of pagesOf(
      this.#context,
      page,
      this.#guard,
    )) {
      this.#startedAt ??= now;
      this.#now = now;
      const own = streams.filter(({ head }) => head.owner === owner);
      const done = await this.#remove(own);
      removed += done;
      open += own.length - done + (some?.length ?? 0);
    }
    return { removed, open };
  }

  /** Walks until there is nothing left, and nothing on its way; gives up on those who start for ever. */
  async untilNothing(): Promise<boolean> {
    const { clock, settings } = this.#context;
    const until = clock.elapsed() + settings.giveUpMs;
    for (let idle = 0; ; ) {
      const { removed, open } = await this.pass();
      if (removed === 0 && open === 0) return true;
      if (clock.elapsed() > until) return false;
      idle = removed > 0 ? 0 : idle + 1;
      if (idle > 0) await this.#pause(backoff(idle, settings.backoffCapMs));
    }
  }

  receipt(beside: Readonly<Record<string, number>>, complete: boolean): ErasureReceipt {
    const streams = [...this.#removed];
    return {
      owner: this.#owner,
      streams,
      notFound: [...this.#gone].filter((id) => !this.#removed.has(id)),
      counts: { streams: streams.length, live: this.#live, events: this.#events, beside },
      startedAt: this.#startedAt ?? this.#now,
      finishedAt: this.#now,
      complete,
    };
  }

  async #remove(found: readonly Found[]): Promise<number> {
    const { removed, gone } = await removeAll(this.#context, found, this.#guard);
    for (const { id, head } of removed) {
      this.#removed.add(id);
      this.#events += head.offset;
      if (!head.terminal) this.#live += 1;
    }
    for (const { id } of gone) this.#gone.add(id);
    return removed.length;
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#context.clock.after(ms, resolve);
    });
  }
}

/**
 * Removes all that is kept of a person. Each step can be done again, so an erasure that was cut short is gone on with by
 * the next; what the person's streams held is in nobody's hands but those who have read it.
 */
export const erase = async <A>(
  context: Context<A>,
  { owner, reader = owner, everywhere = false }: EraseOptions,
  guard: Guard,
): Promise<ErasureReceipt> => {
  if (owner === undefined) throw new SegnoError("invalid-options", "erase takes an owner");
  checkName("owner", owner);
  checkName("reader", reader);
  if (typeof everywhere !== "boolean") {
    throw new SegnoError("invalid-options", "everywhere is true or false");
  }
  const erasure = new Erasure(context, owner, guard);
  await erasure.untilNothing();
  if (everywhere) await erasure.pass(true);
  const beside = await eraseBeside(context, reader, guard);
  // What was begun meanwhile, by one who did not know.
  const complete = await erasure.untilNothing();
  return erasure.receipt(beside, complete);
};
