import {
  type Appended,
  type Batch,
  type CallId,
  type Conflict,
  type Either,
  type EventStore,
  type Expected,
  type IdSource,
  type Incarnation,
  isLeft,
  isRight,
  noStream,
  type Page,
  type ReadRefusal,
  type Seen,
  type StreamId,
  type Term,
  unchanged,
} from "@segno/core";
import { type Actor, become, newActor, noticeHead } from "./actor.ts";
import type { Act, Step } from "./steps.ts";

/** What was sent, kept so that a copy of it can arrive late. */
type Sent =
  | { readonly type: "append"; readonly batch: Batch; readonly expected: Expected }
  | { readonly type: "remove"; readonly incarnation: Incarnation };

export type Answer =
  | Either<Conflict, Appended>
  | Either<Conflict, Seen>
  | Either<ReadRefusal, Page>
  | Seen;

export type SessionOptions = {
  readonly store: EventStore;
  readonly id: StreamId;
  /** Two sessions that are compared mint the same. */
  readonly ids: IdSource;
  readonly terms: Omit<Term, "producer">;
};

export type Session = {
  /** What the step's actor sends, as far as it knows; null where it has nothing to do it with. */
  readonly apply: (step: Act) => Promise<Answer | null>;
};

/** Plays the actors of a history against one store. Each knows only what it was told. */
export const createSession = ({ store, id, ids, terms }: SessionOptions): Session => {
  const actors = new Map<number, Actor>();
  const wire: Sent[] = [];
  let texts = 0;

  const of = (number: number): Actor => {
    const actor = actors.get(number) ?? newActor();
    actors.set(number, actor);
    return actor;
  };

  const fresh = (count: number): string[] => Array.from({ length: count }, () => `t${++texts}`);

  const send = (batch: Batch, expected: Expected): Promise<Either<Conflict, Appended>> => {
    wire.push({ type: "append", batch, expected });
    return store.append(id, batch, expected);
  };

  /** Start, takeover and recreation make a producer; a lost reply is settled by a later look, or never. */
  const claim = async (
    actor: Actor,
    batch: Batch,
    expected: Expected,
    lost: boolean,
  ): Promise<Answer> => {
    const answer = await send(batch, expected);
    const producer = batch.start?.producer ?? batch.takeOver?.producer;
    if (lost && producer) actor.calls.add(producer);
    if (lost) return answer;
    if (isLeft(answer)) noticeHead(actor, answer.left.head);
    else if (producer) become(actor, producer, answer.right.place);
    return answer;
  };

  const begin = (actor: Actor, call: CallId, count: number, lost: boolean): Promise<Answer> => {
    const start = { ...terms, producer: call, incarnation: call };
    return claim(actor, { entries: fresh(count), start }, noStream, lost);
  };

  const look = async (actor: Actor): Promise<Answer> => {
    const looked = await store.head(id);
    if (looked.head) noticeHead(actor, looked.head);
    else delete actor.seen;
    return looked;
  };

  const write = async (
    actor: Actor,
    { fresh: count, lost, end }: Extract<Step, { type: "write" }>,
  ): Promise<Answer | null> => {
    const { own } = actor;
    if (!own) return null;
    const { place, producer, base } = own;
    const written = [...own.texts, ...fresh(count)];
    actor.own = { ...own, texts: written };
    const unsettled = written.slice(place.offset - base);
    const closer = end ? { end: { terminal: "completed", closer: producer } as const } : {};
    const entries = end ? [...unsettled, "completed"] : unsettled;
    const answer = await send({ entries, ...closer }, { ...place, _tag: "after", producer });
    if (end) delete actor.own;
    if (lost) return answer;
    if (isRight(answer)) {
      // A duplicate may tell of a head beyond this batch, or of another term: its own place is the batch's.
      const offset = place.offset + unsettled.length;
      if (actor.own) actor.own = { ...actor.own, place: { ...place, offset } };
      return answer;
    }
    noticeHead(actor, answer.left.head);
    const { _tag, head } = answer.left;
    const forgotten = _tag === "gap" && head?.epoch === place.epoch && head.offset >= base;
    if (forgotten && actor.own) {
      actor.own = { ...actor.own, place: { ...place, offset: head.offset } };
    } else {
      delete actor.own;
    }
    return answer;
  };

  const claimBatch = (how: Extract<Step, { type: "claim" }>["how"], call: CallId): Batch => {
    const term = { ...terms, producer: call };
    switch (how) {
      case "take-over":
        return { entries: [], takeOver: term };
      case "recreate":
        return { entries: fresh(1), start: { ...term, incarnation: call } };
      case "declare-lost":
        return { entries: ["producer-lost"], end: { terminal: "failed", closer: call } };
      default:
        return how satisfies never;
    }
  };

  const read = async (actor: Actor, limit: number): Promise<Answer> => {
    const answer = await store.read(id, actor.reader, limit);
    const last = isRight(answer) ? answer.right.entries.at(-1) : undefined;
    if (isRight(answer) && last) {
      const { incarnation } = answer.right.head;
      actor.reader = { incarnation, epoch: last.epoch, offset: last.offset };
    }
    if (isLeft(answer) && answer.left._tag !== "ahead") actor.reader = null;
    return answer;
  };

  const again = (copy: number): Promise<Answer> | null => {
    const sent = wire[copy % Math.max(1, wire.length)];
    if (!sent) return null;
    if (sent.type === "remove") return store.remove(id, sent.incarnation);
    return store.append(id, sent.batch, sent.expected);
  };

  return {
    apply: async (step) => {
      if (step.type === "late") return again(step.copy);
      const actor = of(step.actor);
      const { seen, incarnation } = actor;
      const call = ids.next();
      switch (step.type) {
        case "start":
          return begin(actor, call, 1 + step.extra, step.lost);
        case "look":
          return look(actor);
        case "write":
          if (actor.own) return write(actor, step);
          // Who wants to write without being the producer becomes it.
          if (seen) {
            const how = seen.terminal ? "recreate" : "take-over";
            return claim(actor, claimBatch(how, call), unchanged(seen), step.lost);
          }
          return begin(actor, call, 1, step.lost);
        case "claim":
          if (!seen) return look(actor);
          return claim(actor, claimBatch(step.how, call), unchanged(seen), step.lost);
        case "stop": {
          if (!incarnation) return look(actor);
          const end = { terminal: "stopped", closer: call } as const;
          const live = { _tag: "live", incarnation } as const;
          return claim(actor, { entries: ["stopped"], end }, live, step.lost);
        }
        case "read":
          return read(actor, step.limit);
        case "remove":
          if (!incarnation) return look(actor);
          wire.push({ type: "remove", incarnation });
          return store.remove(id, incarnation);
        default:
          return step satisfies never;
      }
    },
  };
};
