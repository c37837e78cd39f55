import { isLeft } from "fp-ts/lib/Either.js";
import type { SegnoError } from "../../errors/segno-error.ts";
import type { GroupRefusal, Groups, Parcel } from "../../ports/groups.ts";
import { isStale } from "../../stream/head.ts";
import type { Alarms } from "../alarms.ts";
import type { Context } from "../context.ts";
import { createDecoder } from "../decoder.ts";
import { type Lifespan, lifespanOf } from "../lifespan.ts";
import type { LossWatch } from "../loss-watch.ts";
import { Mailbox } from "../mailbox.ts";
import { persist } from "../persist.ts";
import { verdictOf } from "../verdict.ts";
import { Acks } from "./acks.ts";
import { Attendance } from "./attendance.ts";
import { letterOf } from "./dead-letters.ts";
import { Dealings, type Dealt } from "./dealings.ts";
import type { Delivery } from "./delivery.ts";
import { Hand } from "./hand.ts";
import type { Terms } from "./terms.ts";

export type ConsumerDeps<A> = {
  readonly context: Context<A>;
  readonly groups: Groups;
  readonly alarms: Alarms;
  readonly lossWatch: LossWatch;
  /** Those that hold anything, for whoever closes the streams. */
  readonly consumers: Set<Consumer<A>>;
  /** What the streams were closed with; null while they are open. */
  readonly closed: () => SegnoError | null;
};

export type Step<A> = IteratorResult<Delivery<A>, undefined>;
const done: Step<never> = { done: true, value: undefined };

/**
 * One consumer as an iterator. It asks the store where it is pulled and has nothing at hand, and then waits for a notice
 * or an alarm: no connection waits for it.
 */
export class Consumer<A> extends Mailbox<Step<A>> {
  readonly #deps: ConsumerDeps<A>;
  readonly #terms: Terms<A>;
  readonly #dealings: Dealings<A>;
  readonly #attendance: Attendance;
  readonly #hand = new Hand();
  readonly #acks: Acks;
  #life: Lifespan | null = null;
  /** What is given next is the first of another life. */
  #isReset = false;
  #isSeeking = false;
  #waitUntil: number | null = null;
  #pulledAt = 0;
  #renewedAt = 0;
  #over = false;
  /** An end that came while nobody pulled: the next pull tells it. */
  #untold: { readonly reason: unknown } | null = null;
  #left: Promise<unknown> | null = null;

  constructor(deps: ConsumerDeps<A>, terms: Terms<A>) {
    super();
    this.#deps = deps;
    this.#terms = terms;
    this.#dealings = new Dealings(deps.context, deps.groups, terms);
    this.#attendance = new Attendance(deps.context.notifier, deps.alarms, terms, {
      aborted: (reason) => this.#end(reason),
      look: () => this.#look(),
    });
    this.#acks = new Acks(async (incarnation, acknowledged) => {
      const answer = await this.#dealings.settle(incarnation, { acknowledged });
      if (isLeft(answer)) return false;
      const isOwn = incarnation === this.#dealings.incarnation;
      if (answer.right.through && isOwn && !this.#over) this.#finish();
      return true;
    });
  }

  /** Ends it and gives back what it holds. Resolves when the store knows, or does not answer. */
  async leave(): Promise<void> {
    this.#untold = null;
    if (!this.#over) this.#giveAllBack();
    this.#finish();
    await this.#left;
  }

  /** The same, with an error that its next pull rejects with. */
  async fail(reason: unknown): Promise<void> {
    this.#end(reason);
    await this.#left;
  }

  protected override pull(): Promise<Step<A>> {
    if (this.#untold) {
      const { reason } = this.#untold;
      this.#untold = null;
      return Promise.reject(reason);
    }
    if (this.#over) return Promise.resolve(done);
    const { clock } = this.#deps.context;
    this.#pulledAt = clock.elapsed();
    this.#waitUntil ??= this.#pulledAt + this.#terms.waitMs;
    const asked = this.wait();
    const closed = this.#deps.closed();
    if (closed) this.#end(closed);
    else if (this.#terms.signal?.aborted) this.#end(this.#terms.signal.reason);
    else this.#seek();
    return asked;
  }

  #seek(): void {
    this.#deps.consumers.add(this);
    this.#attendance.heed();
    if (this.#isSeeking) return;
    this.#isSeeking = true;
    this.#find().then(
      (step) => {
        this.#isSeeking = false;
        this.give(step);
        if (!this.#over) this.#plan();
      },
      (error: unknown) => {
        this.#isSeeking = false;
        this.#end(error);
      },
    );
  }

  async #find(): Promise<Step<A>> {
    while (!this.#over) {
      const step = this.#atHand();
      if (step) return step;
      this.#attendance.wasWoken = false;
      const holding = () => [...this.#hand.refs, ...this.#acks.refs];
      const answer = await this.#dealings.take(holding, () => this.#over);
      if (this.#over) {
        if (!isLeft(answer)) await this.#giveBackUnseen(answer.right);
        break;
      }
      const waitMs = isLeft(answer) ? this.#refused(answer.left) : await this.#dealt(answer.right);
      if (this.#over || waitMs === 0) continue;
      if (!this.#attendance.isUp) await this.#listen();
      else await this.#attendance.pause(waitMs);
    }
    return done;
  }

  /** Subscribed, then asked: what comes between the two is announced (P8). */
  #listen(): Promise<void> {
    const { giveUpMs } = this.#deps.context.settings;
    const patience = this.#dealings.patienceOf(giveUpMs, () => this.#over);
    return persist(patience, () => this.#attendance.listen());
  }

  #atHand(): Step<A> | null {
    const { context } = this.#deps;
    const life = this.#life;
    const shown = life && this.#hand.show(context.clock.elapsed(), this.#terms.idleMs);
    if (!shown) return null;
    const { id } = this.#terms;
    const { stored, parcel } = shown;
    const { entry, epoch, offset } = stored;
    const event = createDecoder(context, id)(entry, epoch, offset, life);
    const { incarnation } = life;
    let acked: Promise<boolean> | null = null;
    const ack = (): Promise<boolean> => {
      if (this.#life?.incarnation === incarnation) this.#hand.acknowledge(parcel.ref, offset);
      acked ??= this.#acks.push(incarnation, parcel.ref, offset);
      return acked;
    };
    const reset = this.#isReset ? ({ reset: true } as const) : {};
    this.#isReset = false;
    return { done: false, value: { event, deliveries: parcel.deliveries, ...reset, ack } };
  }

  /** How long to wait for more, in ms; 0 where there is something now. */
  async #dealt({ head, now, parcels, through, askedAt }: Dealt): Promise<number> {
    const { context, lossWatch } = this.#deps;
    const { id, idleMs, maxDeliveries } = this.#terms;
    const life = lifespanOf(head, this.#life);
    this.#life = life;
    if (isStale(head, now)) lossWatch.suspect(id, head);
    if (through) this.#finish();
    if (this.#hand.isEmpty) this.#renewedAt = askedAt;
    for (const parcel of parcels) {
      const left = parcel.deliveries > maxDeliveries ? await this.#bury(parcel, life) : parcel;
      if (left) this.#hand.take(left, askedAt);
    }
    if (parcels.length > 0) return 0;
    const { positionCheckMs } = context.settings;
    const leaseMs = head.leaseUntil > now ? head.leaseUntil - now : head.leaseMs;
    return Math.min(positionCheckMs, idleMs, head.terminal ? positionCheckMs : leaseMs);
  }

  /** The first of its events is the one that nobody could take; the others have another chance. */
  async #bury(parcel: Parcel, life: Lifespan): Promise<Parcel | null> {
    const { id, onDeadLetter } = this.#terms;
    const { ref, entries } = parcel;
    const [first, ...others] = entries;
    if (!first) return null;
    try {
      await onDeadLetter?.(letterOf(this.#deps.context, id, first, life, parcel.deliveries - 1));
    } catch (error) {
      await this.#dealings.mention({ returned: [{ ref, unseen: true }] });
      throw error;
    }
    const dead = [{ ref, offsets: [first.offset] }];
    await this.#dealings.settle(life.incarnation, { dead });
    return others.length > 0 ? { ref, entries: others, deliveries: 1 } : null;
  }

  #refused(refusal: GroupRefusal): number {
    const { clock, settings } = this.#deps.context;
    if (refusal._tag === "changed") {
      this.#hand.drop("all");
      this.#isReset ||= this.#life !== null;
      this.#dealings.enter(refusal.head.incarnation);
      return 0;
    }
    const verdict = verdictOf(refusal, {
      id: this.#terms.id,
      offset: 0,
      expiresAt: this.#life?.expiresAt ?? null,
      waitLeft: (this.#waitUntil ?? 0) - clock.elapsed(),
      aheadFor: 0,
      graceMs: settings.graceMs,
    });
    if (verdict._tag === "end") throw verdict.error;
    return verdict.ms;
  }

  /** A while has passed: what is in work is renewed, what nobody asks for is given back. */
  #look(): void {
    const { clock, settings } = this.#deps.context;
    const { idleMs } = this.#terms;
    const now = clock.elapsed();
    const unpulledMs = this.waiting ? 0 : now - this.#pulledAt;
    if (unpulledMs >= settings.lingerMs) this.#attendance.deafen();
    if (unpulledMs >= idleMs) {
      const returned = this.#hand.drop("unseen");
      if (returned.length > 0) void this.#dealings.mention({ returned });
    }
    if (now - this.#renewedAt >= idleMs / renewals) this.#renew(now);
    this.#plan();
  }

  #renew(now: number): void {
    this.#renewedAt = now;
    const renewed = this.#hand.inWork(now, this.#terms.idleMs);
    if (renewed.length === 0) return;
    void this.#dealings.mention({ renewed }).then((heard) => {
      if (heard) this.#hand.renewed(renewed, now);
    });
  }

  /** When to look next; and where nobody waits and nothing is held, that nothing is left of it. */
  #plan(): void {
    const { consumers, context } = this.#deps;
    const renewMs = Math.ceil(this.#terms.idleMs / renewals);
    const held = this.#hand.isEmpty ? Number.POSITIVE_INFINITY : renewMs;
    const heard = this.#attendance.isUp ? context.settings.lingerMs : Number.POSITIVE_INFINITY;
    const nextMs = Math.min(held, heard);
    if (nextMs < Number.POSITIVE_INFINITY) this.#attendance.lookWithin(nextMs);
    else if (!this.waiting) {
      this.#attendance.end();
      consumers.delete(this);
    }
  }

  /** With a reason that somebody has to be told. */
  #end(reason: unknown): void {
    if (this.#over) return;
    this.#giveAllBack();
    const wasWaiting = this.waiting;
    if (wasWaiting) this.#finish(Promise.reject(reason));
    else {
      this.#untold = { reason };
      this.#finish();
    }
  }

  /** It was handed this when it had left already. */
  #giveBackUnseen({ parcels }: Dealt): Promise<boolean> {
    const returned = parcels.map(({ ref }) => ({ ref, unseen: true }));
    return this.#dealings.mention({ returned, leaves: true });
  }

  #giveAllBack(): void {
    const unkept = this.#acks.unkept.map((ref) => ({ ref, unseen: false }));
    const returned = [...this.#hand.drop("all"), ...unkept];
    this.#left = this.#dealings.mention({ returned, leaves: true });
  }

  /** Lets go of everything, at once. */
  #finish(step: Step<A> | Promise<Step<A>> = done): void {
    if (this.#over) return;
    this.#over = true;
    this.#attendance.end();
    this.#dealings.hurry();
    this.#deps.consumers.delete(this);
    this.give(step);
  }
}

/** What is in work is renewed so often within its idle time. */
const renewals = 3;
