import { isLeft, isRight } from "fp-ts/lib/Either.js";
import type { FollowObserver, FollowOutcome } from "../ports/observer.ts";
import type { Recorded } from "../stream/events.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import { placeOf } from "../stream/position.ts";
import type { Context } from "./context.ts";

/** The trace that began a life; null where none did, or it cannot be told. */
type Trace = { readonly incarnation: Incarnation; readonly found: Promise<string | null> };

const traceOf = async <A>(
  { store, codec }: Context<A>,
  id: StreamId,
  incarnation: Incarnation,
): Promise<string | null> => {
  const page = await store.read(id, null, 1);
  if (isLeft(page) || page.right.head.incarnation !== incarnation) return null;
  const { head, entries } = page.right;
  const first = entries[0] && codec.decode(entries[0].entry, head);
  if (!first || !isRight(first) || first.right.type !== "started") return null;
  return first.right.traceparent ?? null;
};

/** What the followers of one hub have found out. */
const known = new WeakMap<object, Trace>();

/** One follower as its observer is told of it. */
export class ObservedFollow<A> {
  readonly #context: Context<A>;
  readonly #id: StreamId;
  readonly #observer: FollowObserver;
  #asked: Promise<void> | null = null;
  #hasMet = false;

  constructor(context: Context<A>, id: StreamId, observer: FollowObserver) {
    this.#context = context;
    this.#id = id;
    this.#observer = observer;
  }

  /** It is given this event; `hub` is what it shares with the others of its stream. */
  met(event: Recorded<A>, hub: object | null): void {
    if (event.type === "started" && event.traceparent !== undefined) {
      this.#observer.follows?.(event.traceparent);
    } else if (!this.#hasMet && event.type !== "started" && this.#observer.follows) {
      this.#asked = this.#ask(event, hub ?? this);
    }
    this.#hasMet = true;
  }

  /** It is over. Told when all else is. */
  done(outcome: FollowOutcome): void {
    if (this.#asked) void this.#asked.then(() => this.#observer.done(outcome));
    else this.#observer.done(outcome);
  }

  /** Who begins after a position is not given the event that names the trace. Never rejects. */
  async #ask({ position }: Recorded<A>, hub: object): Promise<void> {
    const incarnation = placeOf(position)?.incarnation;
    if (!incarnation) return;
    let trace = known.get(hub);
    if (trace?.incarnation !== incarnation) {
      const found = traceOf(this.#context, this.#id, incarnation).catch(() => null);
      trace = { incarnation, found };
      known.set(hub, trace);
    }
    const traceparent = await trace.found;
    if (traceparent !== null) this.#observer.follows?.(traceparent);
  }
}
