import { isLeft } from "fp-ts/lib/Either.js";
import { isSegnoError, SegnoError } from "../errors/segno-error.ts";
import type { Terminal } from "../stream/events.ts";
import type { Position } from "../stream/position.ts";
import { createAppender } from "./appender.ts";
import type { Begun } from "./begin.ts";
import { exceeds, maxNoteBytes } from "./checks.ts";
import type { Context } from "./context.ts";
import { createEncoding } from "./encoding.ts";
import type { Ended } from "./ended.ts";
import { failureOf } from "./failure.ts";
import { createGate } from "./gate.ts";
import type { Outcome } from "./healing.ts";
import { Outbox } from "./outbox.ts";
import { listenToControl, startHeartbeat } from "./presence.ts";
import { RefusedWrite } from "./refused-write.ts";
import { heartbeatOf } from "./settings.ts";
import { writableOf } from "./writable.ts";
import type { OwnedWriter } from "./writer.ts";

const ignore = (): void => {};
/** One unseen refusal is enough to keep a stream from being complete. */
const mostRefusals = 100;

export const createWriter = <A>(
  context: Context<A>,
  begun: Begun,
  onOver: () => void,
): OwnedWriter<A> => {
  const { clock, codec, notifier, settings } = context;
  const { id, term } = begun;
  const { windowEvents, windowBytes, overflowBytes } = settings;
  const abort = new AbortController();
  const gate = createGate();
  const outbox = new Outbox(begun.place.offset, { ms: settings.tailMs, bytes: settings.tailBytes });
  let attended = false;
  let lastWrite = clock.elapsed();
  let closing: Promise<Ended> | null = null;
  let over: Outcome | null = null;
  let writable: WritableStream<A> | null = null;
  let overflow: SegnoError | null = null;
  /** Writes that were refused: none may go unseen into a complete stream. */
  let refusals: { readonly refused: RefusedWrite<Position>; readonly error: SegnoError }[] = [];
  const encode = createEncoding(context, begun);
  let settleOutcome: (outcome: Outcome) => void = ignore;
  const outcome = new Promise<Outcome>((resolve) => {
    settleOutcome = resolve;
  });

  const room = (): number =>
    outbox.waitingBytes > windowBytes * 3 ? 0 : windowEvents - outbox.waiting;

  const appender = createAppender(context, begun, outbox, {
    durable: () => {
      if (room() > 0) gate.open();
    },
    over: (how) => {
      over = how;
      stopHeartbeat();
      void stopListening();
      const error = how._tag === "dead" ? how.error : null;
      const closed = new SegnoError("ended", `Stream ${id} has ended as ${how.ended?.terminal}`);
      outbox.rejectAll(error ?? closed);
      if (error) {
        gate.fail(error);
        abort.abort(error);
      } else {
        gate.open();
      }
      settleOutcome(how);
      onOver();
    },
  });

  const stopHeartbeat = startHeartbeat({
    clock,
    heartbeatMs: heartbeatOf(settings, term),
    lastSent: appender.lastSent,
    attended: () => attended || clock.elapsed() - lastWrite < settings.idleMs,
    beat: () => appender.push(true),
  });
  const stopListening = listenToControl({
    id,
    clock,
    notifier,
    backoffCapMs: settings.backoffCapMs,
    look: () => appender.push(true),
  });

  const refuse = <T>(error: SegnoError): Promise<T> => RefusedWrite.of<T>(error);

  const noteRefusal = (refused: RefusedWrite<Position>, error: SegnoError): void => {
    refusals = refusals.filter((earlier) => !earlier.refused.seen).slice(0, mostRefusals);
    refusals.push({ refused, error });
  };
  const unseenRefusal = (): SegnoError | null =>
    refusals.find(({ refused }) => !refused.seen)?.error ?? null;

  const endWith = (terminal: Terminal): Promise<Ended> => {
    if (closing) return closing;
    if (!over) {
      const entry = codec.terminal(terminal, begun.ageAt(clock.elapsed()));
      if (exceeds(entry, maxNoteBytes)) {
        return refuse(new SegnoError("too-large", `A reason may take ${maxNoteBytes} bytes`));
      }
      outbox.push(entry, terminal.type);
      appender.push();
    }
    closing = outcome.then((how) => {
      // A stop is no error: what stands is what the caller wants to know.
      if (how._tag === "ended" || how.ended?.terminal === "stopped") return how.ended as Ended;
      throw how.error;
    });
    closing.catch(ignore);
    return closing;
  };

  const fail = (error: unknown): Promise<Ended> => {
    if (over || closing) return closing ?? endWith({ type: "failed", at: 0, ...failureOf(error) });
    const failure = failureOf(error);
    const done = endWith({ type: "failed", at: clock.now(), ...failure });
    const { code, message } = failure;
    abort.abort(
      isSegnoError(error)
        ? error
        : new SegnoError("source-failed", `${code}: ${message}`, { cause: error }),
    );
    return done;
  };

  const write = (data: A): Promise<Position> => {
    if (over?._tag === "dead") return refuse(over.error);
    if (overflow) return refuse(overflow);
    if (over || closing) return refuse(new SegnoError("ended", `Stream ${id} is being ended`));
    const now = clock.elapsed();
    const encoded = encode(data, now);
    if (isLeft(encoded)) {
      const refused = RefusedWrite.of<Position>(encoded.left);
      noteRefusal(refused, encoded.left);
      return refused;
    }
    if (outbox.waitingBytes > overflowBytes * 3) {
      const message = `Written past ${overflowBytes} bytes without waiting`;
      overflow = new SegnoError("overflow", message);
      gate.fail(overflow);
      fail(overflow);
      return refuse(overflow);
    }
    lastWrite = now;
    const durable = new Promise<Position>((resolve, reject) => {
      outbox.push(encoded.right, null, resolve, reject);
    });
    durable.catch(ignore);
    if (room() <= 0) gate.shut();
    appender.push();
    return durable;
  };

  const complete = (reason?: string): Promise<Ended> => {
    if (overflow) return refuse(overflow);
    const unseen = unseenRefusal();
    if (unseen && !over && !closing) return refuse(unseen);
    if (reason !== undefined && typeof reason !== "string") {
      return refuse(new SegnoError("invalid-options", "A reason is a text"));
    }
    const chunks = outbox.next - 2;
    const at = clock.now();
    return endWith({ type: "completed", at, chunks, ...(reason !== undefined && { reason }) });
  };

  const writer: OwnedWriter<A> = {
    streamId: id,
    incarnation: begun.place.incarnation,
    began: begun.began,
    signal: abort.signal,
    outcome,
    get position() {
      return appender.position();
    },
    get ready() {
      return gate.passed();
    },
    get desiredSize() {
      return over || closing ? null : room();
    },
    write,
    complete,
    fail,
    get writable() {
      writable ??= writableOf(writer);
      return writable;
    },
    unseenRefusal,
    attend: (value) => {
      attended = value;
    },
    [Symbol.asyncDispose]: async () => {
      if (closing) await closing.catch(ignore);
      if (over || closing) return;
      await fail(
        new SegnoError("abandoned", "The writer was let go before the stream was complete"),
      );
    },
  };
  return writer;
};
