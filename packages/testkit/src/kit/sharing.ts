import type { ConsumeOptions, Delivery, Streams } from "@segno/core";
import type { Said, Stage } from "./stage.ts";

/** One consumer that works on its own. */
export type Worker = {
  readonly seen: readonly Delivery<Said>[];
  /** What the iteration threw; null where it ended by itself. */
  readonly done: Promise<unknown>;
};

export type Handle = (delivery: Delivery<Said>) => unknown;

const acknowledge: Handle = (delivery) => delivery.ack();

/** Does something with each event; without anything else, acknowledges it. */
export const worker = (
  streams: Streams<Said>,
  id: string,
  options: Partial<ConsumeOptions<Said>> = {},
  handle: Handle = acknowledge,
): Worker => {
  const seen: Delivery<Said>[] = [];
  const work = async (): Promise<unknown> => {
    try {
      for await (const delivery of streams.consume(id, { group: "group", ...options })) {
        seen.push(delivery);
        if ((await handle(delivery)) === "leave") break;
      }
      return null;
    } catch (error) {
      return error;
    }
  };
  return { seen, done: work() };
};

/** Takes so many events and stays, unread and unacknowledged, as one that is killed. */
export const holder = async (
  stage: Stage,
  streams: Streams<Said>,
  id: string,
  count: number,
  options: Partial<ConsumeOptions<Said>> = {},
): Promise<readonly Delivery<Said>[]> => {
  const consume = streams.consume(id, { group: "group", ...options });
  const held: Delivery<Said>[] = [];
  while (held.length < count) {
    const step = await stage.until(consume.next(), "an event for a consumer");
    if (step.done) break;
    held.push(step.value);
  }
  return held;
};

/** Events as words: the content of chunks, the type of others. */
export const saidIn = (deliveries: readonly Delivery<Said>[]): readonly string[] =>
  deliveries.map(({ event }) => (event.type === "chunk" ? event.data.content : event.type));

/** As short as the clock allows. */
export const briefIdleMs = (stage: Stage): number => (stage.trial.virtual ? 2_000 : 600);
