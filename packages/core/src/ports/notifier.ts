import type { TerminalType } from "../stream/events.ts";
import type { Incarnation, ReaderId, StreamId } from "../stream/ids.ts";
import type { Entry } from "./event-store.ts";

/**
 * - `events`: all that happens to a stream but heartbeats; for followers.
 * - `control`: what others did to it (stop, takeover, new life, loss, removal); for its producer, so that it is not
 *   sent its own chunks.
 * - `acks`: signs of life of readers that its producer waits for; for that producer.
 */
export type Topic = "events" | "control" | "acks";

/** Something was appended: the range, and the entries where they are small. */
export type AppendedNotice = {
  readonly _tag: "appended";
  readonly incarnation: Incarnation;
  readonly epoch: number;
  /** The offset of the first entry; `last + 1` where the append had none (a takeover). */
  readonly first: number;
  readonly last: number;
  readonly terminal?: TerminalType;
  readonly entries?: readonly Entry[];
};

export type RemovedNotice = { readonly _tag: "removed"; readonly incarnation: Incarnation };

/** A reader gave a sign of life. */
export type AckedNotice = {
  readonly _tag: "acked";
  readonly incarnation: Incarnation;
  /** How far it has acknowledged; 0 before the first. */
  readonly offset: number;
  readonly reader: ReaderId;
};

/** Said by a notifier itself: notices may have been lost up to now, look for yourself. */
export type InterruptedNotice = { readonly _tag: "interrupted" };

export type Notice = AppendedNotice | RemovedNotice | AckedNotice | InterruptedNotice;

/** Inline entries beyond this many bytes are left out of a notice: it names the range alone. */
export const maxNoticeBytes = 4096;

export interface Subscription {
  /** From here on the listener is not called again. Idempotent; never rejects. */
  close(): Promise<void>;
}

/** A hint, never the truth: notices may be lost, doubled and reordered. */
export interface Notifier {
  /** Resolves once the subscription is confirmed: what is announced after that reaches the listener. */
  subscribe(id: StreamId, topic: Topic, listener: (notice: Notice) => void): Promise<Subscription>;

  /** Tells who listens now. Not needed by a store that announces within its own append. */
  publish(id: StreamId, topic: Topic, notice: Notice): Promise<void>;
}
