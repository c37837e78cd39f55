import { checkOptions } from "../../errors/check-options.ts";
import type { SegnoError } from "../../errors/segno-error.ts";
import type { StreamId } from "../../stream/ids.ts";
import { consumeNames } from "../option-names.ts";
import { type Consume, createConsume } from "./consume.ts";
import type { Consumer, ConsumerDeps } from "./consumer.ts";
import { type DeadLetter, type DeadLetterOptions, deadLetters } from "./dead-letters.ts";
import { supported } from "./names.ts";
import { progressOf, type StreamGroups } from "./progress.ts";
import { type ConsumeOptions, termsOf } from "./terms.ts";

/** What groups of consumers are for. `unsupported` where the adapter has none. */
export interface SharingCalls<A> {
  /**
   * Shares the stream with the other consumers of a group: each event is handed to one of them, again and again until it
   * is acknowledged. Ends when the stream has ended and the group is done with all of it.
   */
  consume(id: string, options: ConsumeOptions<A>): Consume<A>;
  /** What a group gave up on, in the order of the stream. */
  deadLetters(id: string, options: DeadLetterOptions): Promise<readonly DeadLetter<A>[]>;
  /** How far each group is. */
  groups(id: string): Promise<StreamGroups>;
}

type Sharing<A> = {
  readonly calls: SharingCalls<A>;
  /** Consumers end with this error; resolves when what they held is given back. */
  readonly close: (error: SegnoError) => Promise<unknown>;
  /** No consumer holds or awaits anything. */
  readonly isIdle: () => boolean;
};

type SharingDeps<A> = Omit<ConsumerDeps<A>, "groups" | "consumers"> & {
  /** The id, checked; throws where the streams are closed. */
  readonly open: (id: string) => StreamId;
};

export const createSharing = <A>({ open, ...deps }: SharingDeps<A>): Sharing<A> => {
  const { context } = deps;
  const consumers = new Set<Consumer<A>>();
  return {
    calls: {
      consume: (id, options) => {
        const streamId = open(id);
        checkOptions("consume", options, consumeNames);
        const groups = supported(context.groups);
        return createConsume({ ...deps, groups, consumers }, termsOf(context, streamId, options));
      },
      deadLetters: async (id, options) => deadLetters(context, open(id), options),
      groups: async (id) => progressOf(context, open(id)),
    },
    isIdle: () => consumers.size === 0,
    close: (error) => Promise.all([...consumers].map((consumer) => consumer.fail(error))),
  };
};
