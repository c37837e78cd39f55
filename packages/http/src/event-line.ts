import { type Clock, type Follow, isSegnoError, isTerminal, type Recorded } from "@segno/core";
import { joined } from "./bytes.ts";
import { endingFrame, frameOf, greeting, keepAlive } from "./frames.ts";

export type Step<A> = IteratorResult<Recorded<A>, undefined>;

export type LineOptions = {
  readonly clock: Clock;
  readonly heartbeatMs: number;
  readonly retryMs: number;
};

/** How much is put together from events that are at hand, in bytes; one event may be larger. */
const batchBytes = 65_536;

const notYet = Promise.resolve(null);

/**
 * What a follower gets, as the body of a response. It reads an event when it is asked for bytes and holds none in advance,
 * so a slow client is held back by its socket; a cancelled one lets go of the follower at once (P13).
 */
export const eventLine = <A>(
  follow: Follow<A>,
  /** A pull that was made before: whoever opened the line has looked whether there is anything. */
  first: Promise<Step<A>> | null,
  { clock, heartbeatMs, retryMs }: LineOptions,
): ReadableStream<Uint8Array> => {
  let greeted = false;
  let pending = first;
  /** The line ends with these bytes, or without a word where there are none. */
  let over: { readonly last: Uint8Array | null } | null = null;

  /** The next step, or null when a heartbeat is due; the pull goes on. */
  const stepInTime = (): Promise<Step<A> | null> => {
    pending ??= follow.next();
    const step = pending;
    return new Promise((resolve, reject) => {
      const cancel = clock.after(heartbeatMs, () => resolve(null), "background");
      step.finally(cancel).then(resolve, reject);
    });
  };

  /** The next step where nobody has to be waited for. */
  const stepAtHand = (): Promise<Step<A> | null> => {
    pending ??= follow.next();
    return Promise.race([pending, notYet]);
  };

  const frame = (step: Step<A>): Uint8Array | null => {
    pending = null;
    if (step.done) {
      over = { last: null };
      return null;
    }
    if (isTerminal(step.value)) over = { last: null };
    return frameOf(step.value);
  };

  const fail = (error: unknown): void => {
    pending = null;
    // Only the caller's own signal ends a follower with something else: nobody listens any more.
    over = { last: isSegnoError(error) ? endingFrame(error) : null };
  };

  const take = async (): Promise<Uint8Array> => {
    const frames: Uint8Array[] = [];
    let size = 0;
    const add = (bytes: Uint8Array | null): void => {
      if (!bytes) return;
      frames.push(bytes);
      size += bytes.byteLength;
    };
    try {
      for (let step = await stepInTime(); ; step = await stepAtHand()) {
        if (!step) break;
        add(frame(step));
        if (over || size >= batchBytes) break;
      }
    } catch (error) {
      fail(error);
    }
    if (over) add(over.last);
    else if (frames.length === 0) return keepAlive;
    return joined(frames, size);
  };

  return new ReadableStream<Uint8Array>(
    {
      pull: async (controller) => {
        const bytes = greeted ? await take() : greeting(retryMs);
        greeted = true;
        if (bytes.byteLength > 0) controller.enqueue(bytes);
        if (over) controller.close();
      },
      cancel: async () => {
        over = { last: null };
        await follow.return();
      },
    },
    { highWaterMark: 0 },
  );
};
