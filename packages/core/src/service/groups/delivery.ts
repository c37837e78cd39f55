import type { Recorded } from "../../stream/events.ts";

/** An event that a consumer was handed. */
export type Delivery<A> = {
  readonly event: Recorded<A>;
  /** How often the group was handed it, this time included. */
  readonly deliveries: number;
  /** On the first that this consumer gets of another life than the one it was in. */
  readonly reset?: true;
  /**
   * Done with. Resolves with true once that is stored, and with false where the stream's life is gone and there is nothing
   * left to acknowledge; rejects with `store-unavailable`. Need not be awaited: what is not stored comes again.
   */
  ack(): Promise<boolean>;
};
