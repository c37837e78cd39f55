import { isLeft } from "fp-ts/lib/Either.js";
import { isSegnoError, SegnoError } from "../errors/segno-error.ts";
import type { Terminal } from "../stream/events.ts";
import { formatPosition, type Position } from "../stream/position.ts";
import { createAppender, type Outcome } from "./appender.ts";
import type { Begun } from "./begin.ts";
import { exceeds, within } from "./checks.ts";
import type { Context } from "./context.ts";
import type { Ended } from "./ended.ts";
import { failureOf } from "./failure.ts";
import { createGate } from "./gate.ts";
import { Outbox } from "./outbox.ts";
import { listenToControl, startHeartbeat } from "./presence.ts";
import { heartbeatOf } from "./settings.ts";
import { writableOf } from "./writable.ts";
import type { OwnedWriter } from "./writer.ts";

const ignore = (): void => {};

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

  /** A promise that nobody need look at. */
  const refused = (error: SegnoError): Promise<never> => {
    const promise = Promise.reject(error);
    promise.catch(ignore);
    return promise;
  };

  const endWith = (terminal: Terminal): Promise<Ended> => {
    if (closing) return closing;
    if (!over) {
      const entry = codec.terminal(terminal, begun.ageAt(clock.elapsed()));
      outbox.push(within(entry, settings.maxChunkBytes, "A reason"), terminal.type);
      appender.push();
    }
    closing = outcome.then((how) => {
      if (how._tag === "ended") return how.ended;
      // A stop is no error: what stands is what the caller wants to know.
      if (how.ended?.terminal === "stopped") return how.ended;
      throw how.error;
    });
    closing.catch(ignore);
    return closing;
  };

  const fail = (error: unknown): Promise<Ended> => {
    const done = endWith({ type: "failed", at: clock.now(), ...failureOf(error) });
    const { code, message } = failureOf(error);
    const reason = isSegnoError(error)
      ? error
      : new SegnoError("source-failed", `${code}: ${message}`, { cause: error });
    abort.abort(reason);
    return done;
  };

  const write = (data: A): Promise<Position> => {
    if (over?._tag === "dead") return refused(over.error);
    if (over || closing) return refused(new SegnoError("ended", `Stream ${id} is being ended`));
    const now = clock.elapsed();
    const encoded = codec.chunk(data, begun.ageAt(now));
    if (isLeft(encoded)) {
      const { issues } = encoded.left;
      const first = issues[0];
      const where = first?.path ? ` at ${first.path}` : "";
      const message = `The payload was refused${where}: ${first?.message ?? "it is not JSON"}`;
      return refused(new SegnoError("invalid-payload", message, { details: { issues } }));
    }
    if (exceeds(encoded.right, settings.maxChunkBytes)) {
      const message = `A chunk may take ${settings.maxChunkBytes} bytes`;
      return refused(new SegnoError("too-large", message));
    }
    if (outbox.waitingBytes > overflowBytes * 3) {
      const error = new SegnoError(
        "overflow",
        `Written past ${overflowBytes} bytes without waiting`,
      );
      void fail(error);
      return refused(error);
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

  const writer: OwnedWriter<A> = {
    streamId: id,
    incarnation: begun.place.incarnation,
    began: begun.began,
    signal: abort.signal,
    outcome,
    get position() {
      return formatPosition(id, appender.place());
    },
    get ready() {
      return gate.passed();
    },
    get desiredSize() {
      return over || closing ? null : room();
    },
    write,
    complete: async (reason) =>
      endWith({
        type: "completed",
        at: clock.now(),
        chunks: outbox.next - 2,
        ...(reason !== undefined && { reason }),
      }),
    fail,
    get writable() {
      writable ??= writableOf(writer);
      return writable;
    },
    attend: (value) => {
      attended = value;
    },
    [Symbol.asyncDispose]: async () => {
      if (over || closing) return;
      await fail(
        new SegnoError("abandoned", "The writer was let go before the stream was complete"),
      );
    },
  };
  return writer;
};
