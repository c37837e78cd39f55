import { type Either, isLeft } from "fp-ts/lib/Either.js";
import {
  type GroupRefusal,
  type Groups,
  maxParcels,
  type Settling,
  type Taken,
  type Taking,
} from "../../ports/groups.ts";
import type { Incarnation } from "../../stream/ids.ts";
import type { Context } from "../context.ts";
import { nextLimit } from "../paging.ts";
import { bounded, type Patience, patienceOf, persist } from "../persist.ts";
import type { Terms } from "./terms.ts";

export type Said = Omit<Settling, "incarnation" | "group" | "consumer">;

/** What was handed out, and when it was asked for. */
export type Dealt = Taken & { readonly askedAt: number };

/** What one consumer and the store say to one another. */
export class Dealings<A> {
  readonly #context: Context<A>;
  readonly #groups: Groups;
  readonly #terms: Terms<A>;
  /** The life that it is in; null before it has met one. */
  #incarnation: Incarnation | null = null;
  /** Where replies were lost, or one of its name was there before: until all of it has come again. */
  #again: { readonly counted: boolean } | null;
  #wake: (() => void) | null = null;
  /** Parcels are asked for, and a batch is about events: how many of those are in one. */
  #perParcel = 1;
  #limit: number;

  constructor(context: Context<A>, groups: Groups, terms: Terms<A>) {
    this.#context = context;
    this.#groups = groups;
    this.#terms = terms;
    this.#again = terms.isNamed ? { counted: true } : null;
    this.#limit = Math.min(terms.batch, firstBatch);
  }

  get incarnation(): Incarnation | null {
    return this.#incarnation;
  }

  /** It is in this life from now on: a group that is not there yet begins with its first event. */
  enter(incarnation: Incarnation): void {
    this.#incarnation = incarnation;
  }

  async take(
    holding: () => readonly string[],
    abandoned: () => boolean,
  ): Promise<Either<GroupRefusal, Dealt>> {
    const { clock, settings } = this.#context;
    const { id, group, consumer, idleMs, from } = this.#terms;
    const known = this.#incarnation;
    const asked: Taking = {
      ...{ group, consumer, idleMs },
      ...(known && { incarnation: known }),
      from: known ? "start" : from,
      limit: Math.max(1, Math.min(maxParcels, Math.floor(this.#limit / this.#perParcel))),
    };
    const patienceMs = known ? settings.giveUpMs : settings.commandTimeoutMs;
    const patience = this.patienceOf(patienceMs, abandoned);
    let askedAt = clock.elapsed();
    const answer = await persist(patience, (failures) => {
      askedAt = clock.elapsed();
      // What an earlier try was handed is on its way to nobody.
      if (failures > 0) this.#again = { counted: false };
      const again = this.#again && { ...this.#again, holding: holding() };
      return this.#groups.take(id, { ...asked, ...(again && { again }) });
    });
    if (isLeft(answer)) return answer;
    this.#heed(answer.right);
    return { ...answer, right: { ...answer.right, askedAt } };
  }

  /** For this consumer's own questions: a pause between two tries ends with `hurry`. */
  patienceOf(ms: number, abandoned: () => boolean): Patience {
    const pausing = (wake: () => void): void => {
      this.#wake = wake;
    };
    const doing = `consume ${this.#terms.id}`;
    return { ...patienceOf(this.#context, ms, doing, abandoned), pausing };
  }

  hurry(): void {
    this.#wake?.();
    this.#wake = null;
  }

  /** Tries for as long as a writer would. */
  settle(incarnation: Incarnation, said: Said): ReturnType<Groups["settle"]> {
    const { id, group, consumer } = this.#terms;
    const { giveUpMs } = this.#context.settings;
    const patience = patienceOf(this.#context, giveUpMs, `acknowledge ${id}`);
    return persist(patience, () =>
      this.#groups.settle(id, { incarnation, group, consumer, ...said }),
    );
  }

  /** Tries once: what is not heard comes to pass by itself, after the idle time. */
  async mention(said: Said): Promise<boolean> {
    const { id, group, consumer } = this.#terms;
    const incarnation = this.#incarnation;
    if (incarnation === null) return false;
    const { commandTimeoutMs } = this.#context.settings;
    const patience = patienceOf(this.#context, commandTimeoutMs, `consume ${id}`);
    const settling = { incarnation, group, consumer, ...said };
    return bounded(patience, () => this.#groups.settle(id, settling)).then(
      (answer) => !isLeft(answer),
      () => false,
    );
  }

  #heed({ head, parcels }: Taken): void {
    this.#incarnation = head.incarnation;
    // One that has come again comes alone; where none did, there is no more of them.
    if (parcels.length !== 1) this.#again = null;
    if (parcels.length === 0) return;
    const entries = parcels.flatMap((parcel) => parcel.entries);
    this.#perParcel = Math.max(1, entries.length / parcels.length);
    this.#limit = nextLimit(this.#limit, entries, this.#terms.batch);
  }
}

/** Before it is known how large the events are. */
const firstBatch = 16;
