import { isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import { unchanged } from "../stream/expected.ts";
import { matches } from "../stream/filter.ts";
import { isStale } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import { checkOneOf, checkWhole } from "./checks.ts";
import type { Context } from "./context.ts";
import { checkedFilter, type PageOptions } from "./list-page.ts";
import type { LossWatch } from "./loss-watch.ts";
import { type Guard, pagesOf } from "./pages.ts";
import { patienceOf, persist } from "./persist.ts";
import { type Found, removeAll } from "./removing.ts";

export type SweepOptions = {
  /** What was last appended to so many ms ago, or longer, is removed. */
  readonly olderThan: number;
  /** By default only what has ended. `"active"`: only what has no ending; `"any"`: both. */
  readonly only?: "ended" | "active" | "any";
  readonly owner?: string;
  readonly kind?: string;
  /** Where an earlier sweep of the same owner and kind got to. */
  readonly cursor?: string;
  /** Ends the sweep with the step in which so many have been removed; without it, it goes on to the end. */
  readonly limit?: number;
  /** Its abort ends the sweep with its reason. What was removed by then is removed. */
  readonly signal?: AbortSignal | undefined;
  /** Removes nothing, ends nothing, and tells what it would remove. */
  readonly dryRun?: boolean;
};

/** What a step did, and all steps so far. */
export type Swept = {
  /** Removed with this step. */
  readonly streams: readonly StreamId[];
  readonly removed: number;
  /** Were to be removed, and were not: by then they were gone, begun anew, alive, or declared lost by another. */
  readonly spared: number;
  /** Streams of dead producers that were ended as `producer-lost`. */
  readonly declaredLost: number;
  /** Where the next sweep may go on; null at the end. */
  readonly cursor: string | null;
};

/** How many streams to look at with each step. */
const pageLimit = 500;
/** So many dead producers are waited for at once. */
const mostSuspects = 1_000;

const checked = (options: SweepOptions): SweepOptions => {
  const { olderThan, only, limit, dryRun } = options;
  checkWhole("olderThan", olderThan, 0, Number.MAX_SAFE_INTEGER);
  checkOneOf("only", only, ["ended", "active", "any"]);
  if (limit !== undefined) checkWhole("limit", limit, 1, Number.MAX_SAFE_INTEGER);
  if (dryRun === undefined || typeof dryRun === "boolean") return options;
  throw new SegnoError("invalid-options", "dryRun is true or false");
};

/** One sweep: what it is to remove, and what it has done. */
class Sweep<A> {
  removed = 0;
  spared = 0;
  declaredLost = 0;
  readonly #context: Context<A>;
  readonly #lossWatch: LossWatch;
  readonly #options: SweepOptions;
  readonly #guard: Guard;
  /** Those whose producer is dead, once that was declared, as far as they are to be removed. */
  #dead: Found[] = [];
  #suspects: Promise<void>[] = [];

  constructor(context: Context<A>, lossWatch: LossWatch, options: SweepOptions, guard: Guard) {
    this.#context = context;
    this.#lossWatch = lossWatch;
    this.#options = options;
    this.#guard = guard;
  }

  /** Of a page, or of those that have died meanwhile. What lives is ended first, unless it shows a sign of life. */
  async remove(found: readonly Found[], isDead = false): Promise<readonly StreamId[]> {
    if (this.#options.dryRun) {
      this.removed += found.length;
      return found.map(({ id }) => id);
    }
    // Each is ended just before it is removed: of a sweep that is killed, no more than these few stay as ended.
    const isOver = async (one: Found): Promise<boolean> =>
      isDead || one.head.terminal !== undefined || this.#end(one);
    const { removed, gone } = await removeAll(this.#context, found, this.#guard, isOver);
    this.removed += removed.length;
    this.spared += gone.length;
    return removed.map(({ id }) => id);
  }

  /** Which of a page are to be removed now. */
  due(found: readonly Found[], now: number): readonly Found[] {
    const { only = "ended", olderThan, dryRun } = this.#options;
    const filter = { olderThan, ...(only !== "any" && { only }) };
    return found.filter((one) => {
      const meant = matches(filter, one.head, now);
      if (!isStale(one.head, now) || dryRun) return meant;
      this.#suspect(one, meant);
      return false;
    });
  }

  /** P10: whoever looks at a dead producer's stream sees to it that this is said. */
  #suspect(one: Found, meant: boolean): void {
    const watched = this.#lossWatch.suspect(one.id, one.head).then((declared) => {
      if (declared) this.declaredLost += 1;
      if (meant && declared) this.#dead.push(one);
      else if (meant) this.spared += 1;
    });
    this.#suspects.push(watched);
  }

  get hasManySuspects(): boolean {
    return this.#suspects.length >= mostSuspects;
  }

  /** Waits until it is known who is dead, which takes the grace; gives those that are to be removed. */
  async dead(): Promise<readonly Found[]> {
    await Promise.all(this.#suspects);
    const dead = this.#dead;
    this.#suspects = [];
    this.#dead = [];
    return dead;
  }

  /** Only as it was seen: one that has been appended to since stays, and goes on. */
  async #end({ id, head }: Found): Promise<boolean> {
    const { store, clock, codec, ids, settings } = this.#context;
    const stopped = { type: "stopped", at: clock.now(), reason: "swept" } as const;
    const end = { terminal: "stopped", closer: ids.next() } as const;
    const batch = { entries: [codec.terminal(stopped, null)], end };
    const patience = patienceOf(this.#context, settings.commandTimeoutMs, `sweep ${id}`);
    const answer = await persist(patience, () => store.append(id, batch, unchanged(head)));
    return !isLeft(answer) || answer.left.head?.closer === end.closer;
  }
}

async function* steps<A>(
  context: Context<A>,
  sweep: Sweep<A>,
  page: PageOptions,
  guard: Guard,
  limit = Number.POSITIVE_INFINITY,
): AsyncGenerator<Swept, void, undefined> {
  for await (const { streams: found, now, cursor } of pagesOf(context, page, guard)) {
    const removed = await sweep.remove(sweep.due(found, now));
    const isLast = cursor === null || sweep.removed >= limit;
    const dead =
      isLast || sweep.hasManySuspects ? await sweep.remove(await sweep.dead(), true) : [];
    const { removed: all, spared, declaredLost } = sweep;
    yield { streams: [...removed, ...dead], removed: all, spared, declaredLost, cursor };
    if (isLast) return;
  }
}

/**
 * Removes what is older, step by step. Each removal names the life that was looked at, so any number of processes may
 * sweep at once, and nothing that has begun meanwhile is touched.
 */
export const sweep = <A>(
  context: Context<A>,
  lossWatch: LossWatch,
  options: SweepOptions,
  guard: Guard,
): AsyncIterable<Swept> => {
  const { only, owner, kind, cursor, limit } = checked(options);
  const filter = checkedFilter({
    ...(owner !== undefined && { owner }),
    ...(kind !== undefined && { kind }),
    ...(only === "active" && { only }),
  });
  const page = { filter, cursor, limit: Math.min(limit ?? pageLimit, pageLimit) };
  return steps(context, new Sweep(context, lossWatch, options, guard), page, guard, limit);
};
