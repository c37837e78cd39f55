import { isLeft } from "fp-ts/lib/Either.js";
import { isSegnoError, SegnoError } from "../errors/segno-error.ts";
import type { Terminal } from "../stream/events.ts";
import type { Incarnation, StreamId } from "../stream/ids.ts";
import type { Position } from "../stream/position.ts";
import type { AckWindow } from "./ack-window.ts";
import { Appender, type AppendListener, type Nearby } from "./appender.ts";
import { ageAt, type Begun } from "./begin.ts";
import { exceeds, maxNoteBytes } from "./checks.ts";
import { compactEnded } from "./compact.ts";
import type { Context } from "./context.ts";
import { encodeChunk, unreadable } from "./encoding.ts";
import type { Ended } from "./ended.ts";
import { failureOf } from "./failure.ts";
import { Gate } from "./gate.ts";
import type { Outcome } from "./healing.ts";
import { Outbox } from "./outbox.ts";
import { Presence, type Producing } from "./presence.ts";
import { Refusals, RefusedWrite } from "./refused-write.ts";
import { heartbeatOf } from "./settings.ts";
import { codeOf } from "./tally.ts";
import { touch } from "./touch.ts";
import { writableOf } from "./writable.ts";
import type { OwnedWriter } from "./writer.ts";

const ignore = (): void => {};
const refuse = <T>(error: SegnoError): Promise<T> => RefusedWrite.of<T>(error);

/** What nobody asks for is not made: a process may hold ten thousand writers that wait for a model. */
class StreamWriter<A> implements OwnedWriter<A>, AppendListener, Producing {
  readonly #context: Context<A>;
  readonly #begun: Begun;
  readonly #onOver: (writer: OwnedWriter<A>) => void;
  readonly #outbox: Outbox;
  readonly #appender: Appender<A>;
  readonly #presence: Presence;
  readonly #gate = new Gate();
  #abort: AbortController | null = null;
  /** Why it was aborted, for whoever asks for the signal after that. */
  #aborted: SegnoError | null = null;
  #attended = false;
  #lastWrite: number;
  /** On `clock.elapsed()`: when the catalogue last heard of it. */
  #lastListed: number;
  #closing: Promise<Ended> | null = null;
  #over: Outcome | null = null;
  #outcome: Promise<Outcome> | null = null;
  #settle: (outcome: Outcome) => void = ignore;
  #writable: WritableStream<A> | null = null;
  #overflow: SegnoError | null = null;
  #triedToRead = false;
  #refusals: Refusals | null = null;
  #ackWindow: AckWindow | null = null;

  constructor(
    context: Context<A>,
    begun: Begun,
    nearby: Nearby,
    onOver: (writer: OwnedWriter<A>) => void,
  ) {
    const { clock, settings } = context;
    this.#context = context;
    this.#begun = begun;
    this.#onOver = onOver;
    this.#outbox = new Outbox(begun.place.offset, settings);
    this.#lastWrite = clock.elapsed();
    // A start is listed with its append; who took over may keep the stream for longer than was thought.
    this.#lastListed = begun.began === "taken-over" ? Number.NEGATIVE_INFINITY : this.#lastWrite;
    this.#appender = new Appender(context, begun, this.#outbox, this, nearby);
    this.#presence = new Presence(context, this);
  }

  get id(): StreamId {
    return this.#begun.id;
  }

  get streamId(): StreamId {
    return this.#begun.id;
  }

  get incarnation(): Incarnation {
    return this.#begun.place.incarnation;
  }

  get began(): Begun["began"] {
    return this.#begun.began;
  }

  get position(): Position {
    return this.#appender.position;
  }
  get signal(): AbortSignal {
    if (!this.#abort) {
      this.#abort = new AbortController();
      if (this.#aborted) this.#abort.abort(this.#aborted);
    }
    return this.#abort.signal;
  }

  get outcome(): Promise<Outcome> {
    this.#outcome ??= this.#over
      ? Promise.resolve(this.#over)
      : new Promise((resolve) => {
          this.#settle = resolve;
        });
    return this.#outcome;
  }

  get ready(): Promise<void> {
    return this.#gate.passed;
  }

  get desiredSize(): number | null {
    return this.#over || this.#closing ? null : this.#room();
  }

  get writable(): WritableStream<A> {
    this.#writable ??= writableOf(this);
    return this.#writable;
  }

  write(data: A): Promise<Position> {
    if (this.#over || this.#closing || this.#overflow) return refuse(this.#whyNot());
    const context = this.#context;
    const now = context.clock.elapsed();
    const encoded = encodeChunk(context, this.#begun, data, now);
    if (isLeft(encoded)) return this.#refuseWrite(encoded.left);
    const entry = encoded.right;
    if (!this.#triedToRead) {
      const error = unreadable(context, this.#begun, entry);
      if (error) return this.#refuseWrite(error);
      this.#triedToRead = true;
    }
    const { overflowBytes } = context.settings;
    if (this.#outbox.waitingBytes > overflowBytes * 3) return refuse(this.#overflowed());
    this.#lastWrite = now;
    const durable = this.#outbox.pushAwaited(entry);
    if (this.#room() <= 0) this.#gate.shut();
    this.#appender.push();
    return durable;
  }

  complete(reason?: string): Promise<Ended> {
    if (this.#overflow) return refuse(this.#overflow);
    const unseen = this.unseenRefusal();
    if (unseen && !this.#over && !this.#closing) return refuse(unseen);
    if (reason !== undefined && typeof reason !== "string") {
      return refuse(new SegnoError("invalid-options", "A reason is a text"));
    }
    const chunks = this.#outbox.next - 2;
    const at = this.#context.clock.now();
    return this.#endWith({
      type: "completed",
      at,
      chunks,
      ...(reason !== undefined && { reason }),
    });
  }

  fail(error: unknown): Promise<Ended> {
    const failure = failureOf(error);
    const ending = this.#over || this.#closing;
    const at = this.#context.clock.now();
    const done = this.#endWith({ type: "failed", at, ...failure });
    if (ending) return done;
    const message = `${failure.code}: ${failure.message}`;
    this.#abortWith(
      isSegnoError(error) ? error : new SegnoError("source-failed", message, { cause: error }),
    );
    return done;
  }

  /** Of a write that was refused and that nobody looked at. */
  unseenRefusal(): SegnoError | null {
    return this.#refusals?.unseen() ?? null;
  }

  attend(attended: boolean): void {
    this.#attended = attended;
  }

  heldBy(window: AckWindow): void {
    this.#ackWindow = window;
    const regulate = (): void => (this.#room() > 0 ? this.#gate.open() : this.#gate.shut());
    window.onChange(regulate);
    if (this.#over) window.close();
    else regulate();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#closing) await this.#closing.catch(ignore);
    if (this.#over || this.#closing) return;
    await this.fail(
      new SegnoError("abandoned", "The writer was let go before the stream was complete"),
    );
  }

  get heartbeatMs(): number {
    return heartbeatOf(this.#context.settings, this.#begun.term);
  }

  get lastSent(): number {
    return this.#appender.lastSent;
  }

  isAttended(): boolean {
    const { clock, settings } = this.#context;
    const now = clock.elapsed();
    // Who is held cannot write, and is not idle for that.
    if (this.#ackWindow?.holds) this.#lastWrite = now;
    return this.#attended || now - this.#lastWrite < settings.idleMs;
  }

  look(): void {
    this.#appender.push(true);
  }

  keepListed(): void {
    const last = this.#lastListed;
    const now = this.#context.clock.elapsed();
    if (now - last < this.#begun.term.activeTtlMs / 2) return;
    this.#lastListed = now;
    touch(this.#context, this.#begun).catch(() => {
      // With the next sign of life, then.
      this.#lastListed = last;
    });
  }

  durable(): void {
    if (this.#room() > 0) this.#gate.open();
  }

  over(how: Outcome): void {
    this.#over = how;
    this.#presence.close();
    this.#ackWindow?.close();
    const { tally, observer } = this.#context;
    tally.over(how);
    if (how._tag === "ended") compactEnded(this.#context, this.id, this.incarnation);
    observer?.ended?.(this.id, how.ended?.terminal ?? codeOf(how._tag === "dead" && how.error));
    const error = how._tag === "dead" ? how.error : null;
    const terminal = how.ended?.terminal;
    const closed = new SegnoError("ended", `Stream ${this.id} has ended as ${terminal}`);
    this.#outbox.rejectAll(error ?? closed);
    if (error) {
      this.#gate.fail(error);
      this.#abortWith(error);
    } else {
      this.#gate.open();
    }
    this.#settle(how);
    this.#onOver(this);
  }

  #room(): number {
    const { windowBytes, windowEvents } = this.#context.settings;
    if (this.#outbox.waitingBytes > windowBytes * 3) return 0;
    const room = windowEvents - this.#outbox.waiting;
    return this.#ackWindow ? Math.min(room, this.#ackWindow.room(this.#outbox.next - 1)) : room;
  }

  #whyNot(): SegnoError {
    if (this.#over?._tag === "dead") return this.#over.error;
    const how = this.#over ? `has ended as ${this.#over.ended?.terminal}` : "is being ended";
    return this.#overflow ?? new SegnoError("ended", `Stream ${this.id} ${how}`);
  }

  #refuseWrite(error: SegnoError): Promise<Position> {
    const refused = RefusedWrite.of<Position>(error);
    this.#refusals ??= new Refusals();
    this.#refusals.note(refused, error);
    return refused;
  }

  #overflowed(): SegnoError {
    const { overflowBytes } = this.#context.settings;
    const overflow = new SegnoError(
      "overflow",
      `Written past ${overflowBytes} bytes without waiting`,
    );
    this.#overflow = overflow;
    this.#gate.fail(overflow);
    this.fail(overflow);
    return overflow;
  }

  #abortWith(error: SegnoError): void {
    this.#aborted ??= error;
    this.#abort?.abort(error);
  }

  #endWith(terminal: Terminal): Promise<Ended> {
    if (this.#closing) return this.#closing;
    if (!this.#over) {
      const { clock, codec } = this.#context;
      const entry = codec.terminal(terminal, ageAt(this.#begun, clock.elapsed()));
      if (exceeds(entry, maxNoteBytes)) {
        return refuse(new SegnoError("too-large", `A reason may take ${maxNoteBytes} bytes`));
      }
      this.#outbox.push(entry, terminal.type);
      this.#appender.push();
    }
    const closing = this.outcome.then((how) => {
      // A stop is no error: what stands is what the caller wants to know.
      if (how._tag === "ended" || how.ended?.terminal === "stopped") return how.ended as Ended;
      throw how.error;
    });
    closing.catch(ignore);
    this.#closing = closing;
    return closing;
  }
}

export const createWriter = <A>(
  context: Context<A>,
  begun: Begun,
  nearby: Nearby,
  onOver: (writer: OwnedWriter<A>) => void,
): OwnedWriter<A> => new StreamWriter(context, begun, nearby, onOver);
