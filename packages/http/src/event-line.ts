import { type Cancel, type Clock, type Follow, isTerminal, type Recorded, soon } from "@segno/core";
import { bytesOf, type Frame, type FrameOf, greeting, keepAlive } from "./frames.ts";

export type Step<A> = IteratorResult<Recorded<A>, undefined>;

export type LineOptions<A> = {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly retryMs: number;
  readonly frameOf: FrameOf<A>;
  /** What is said of an ending that is no event; nothing where the client itself has gone. */
  readonly lastWord: (error: unknown) => Frame | null;
};

/** How much is put together from events that are at hand, in UTF-16 units; one event may be larger. */
const batchUnits = 65_536;

type Controller = ReadableStreamDefaultController<Uint8Array>;

/** One client's line. Nothing is asked of the follower but while the client's socket asks, and one event in advance. */
class EventLine<A> implements UnderlyingDefaultSource<Uint8Array> {
  readonly #follow: Follow<A>;
  readonly #options: LineOptions<A>;
  #controller: Controller | null = null;
  #frames: Frame[];
  #units = 0;
  /** Bytes are waited for. */
  #wanted = false;
  /** The follower was asked, and has not answered yet. */
  #asking = false;
  #gathering = false;
  /** Nothing comes any more from the follower. */
  #over = false;
  #sentAt = 0;
  #calm: Cancel | null = null;

  constructor(follow: Follow<A>, first: Promise<Step<A>>, options: LineOptions<A>) {
    this.#follow = follow;
    this.#options = options;
    this.#frames = [greeting(options.retryMs)];
    this.#ask(first);
  }

  start(controller: Controller): void {
    this.#controller = controller;
    this.#sentAt = this.#options.clock.elapsed();
  }

  pull(): void {
    this.#wanted = true;
    if (this.#frames.length > 0 || this.#over) {
      this.#gather();
      return;
    }
    if (!this.#asking) this.#ask(this.#follow.next());
    if (!this.#calm) this.#listen(this.#options.heartbeatMs);
  }

  async cancel(): Promise<void> {
    this.#release();
    await this.#follow.return();
  }

  #ask(step: Promise<Step<A>>): void {
    this.#asking = true;
    step.then(this.#heard, this.#failed);
  }

  readonly #heard = (step: Step<A>): void => {
    this.#asking = false;
    if (step.done || isTerminal(step.value)) this.#over = true;
    try {
      if (!step.done) this.#add(this.#options.frameOf(step.value));
    } catch (error) {
      this.#giveUp(error);
      void this.#follow.return();
    }
    this.#gather();
  };

  readonly #failed = (error: unknown): void => {
    this.#asking = false;
    this.#giveUp(error);
    this.#gather();
  };

  #giveUp(error: unknown): void {
    this.#over = true;
    const frame = this.#options.lastWord(error);
    if (frame) this.#add(frame);
  }

  #add(frame: Frame): void {
    this.#frames.push(frame);
    this.#units += frame.text.length;
  }

  /** Goes on while events are at hand and there is room, then sends them as one. */
  #gather(): void {
    if (!this.#wanted || this.#gathering) return;
    this.#gathering = true;
    const { length } = this.#frames;
    if (!this.#over && !this.#asking && this.#units < batchUnits) this.#ask(this.#follow.next());
    soon(() => {
      this.#gathering = false;
      if (this.#frames.length > length) this.#gather();
      else this.#send();
    });
  }

  #send(): void {
    if (!this.#controller || !this.#wanted) return;
    const frames = this.#frames;
    this.#frames = [];
    this.#units = 0;
    this.#wanted = false;
    this.#sentAt = this.#options.clock.elapsed();
    // It may be pulled again within this call.
    if (frames.length > 0) this.#controller.enqueue(bytesOf(frames));
    if (this.#over) this.#end();
  }

  /** Sends a comment when nothing else was sent for so long; of a client that asks for nothing it takes no notice. */
  #listen(ms: number): void {
    const { clock, heartbeatMs } = this.#options;
    const beat = (): void => {
      this.#calm = null;
      if (!this.#wanted) return;
      const left = this.#sentAt + heartbeatMs - clock.elapsed();
      if (left > 0) {
        this.#listen(left);
        return;
      }
      this.#frames.push(keepAlive);
      this.#send();
    };
    this.#calm = clock.after(ms, beat, "background");
  }

  #end(): void {
    this.#controller?.close();
    this.#release();
  }

  #release(): void {
    this.#controller = null;
    this.#over = true;
    this.#wanted = false;
    this.#frames = [];
    this.#calm?.();
    this.#calm = null;
  }
}

/**
 * What a follower gets, as the body of a response: history, then live, a comment now and then, and a word about any ending
 * that is no event. A slow client is held back by its socket; one that cancels lets go of the follower at once (P13).
 */
export const eventLine = <A>(
  follow: Follow<A>,
  /** A pull that was made before: whoever opened the line has looked whether there is anything. */
  first: Promise<Step<A>>,
  options: LineOptions<A>,
): ReadableStream<Uint8Array> =>
  new ReadableStream(new EventLine(follow, first, options), { highWaterMark: 0 });
