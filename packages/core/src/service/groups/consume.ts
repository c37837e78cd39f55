import { Consumer, type ConsumerDeps, type Step } from "./consumer.ts";
import type { Delivery } from "./delivery.ts";
import type { Terms } from "./terms.ts";

/**
 * Events, each until it is acknowledged; to be read once. Leaving the loop gives back what was not acknowledged: others
 * are handed it at once. The functions may be taken from it.
 */
export interface Consume<A> extends AsyncIterableIterator<Delivery<A>, undefined> {
  next(): Promise<IteratorResult<Delivery<A>, undefined>>;
  return(): Promise<IteratorResult<Delivery<A>, undefined>>;
}

export const createConsume = <A>(deps: ConsumerDeps<A>, terms: Terms<A>): Consume<A> => {
  const consumer = new Consumer(deps, terms);
  const consume: Consume<A> = {
    next: () => consumer.next(),
    return: async (): Promise<Step<A>> => {
      await consumer.leave();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]: () => consume,
  };
  return consume;
};
