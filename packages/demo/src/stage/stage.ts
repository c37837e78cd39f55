import type { AnswerStreams } from "../cast/open.ts";
import type { ReadOrder, Seen, Tell, WriteOrder, Written } from "../cast/orders.ts";

/** An actor that was killed says nothing more. */
export type Killed = "killed";

export type ReaderActor = {
  readonly read: (order: ReadOrder, tell: Tell) => Promise<Seen | Killed>;
};

export type ProducerActor = {
  /** What it is here: "process 4711", "instance 2". */
  readonly kind: string;
  readonly write: (order: WriteOrder, tell: Tell) => Promise<Written | Killed>;
  /** Gone without a word, in the middle of whatever it does. */
  readonly kill: () => Promise<void>;
  /** Stands still, knows nothing of it, and goes on where it was when it is woken. */
  readonly freeze: () => void;
  readonly thaw: () => void;
};

/** Where the story plays: one process and its memory, or many processes and Redis. */
export type Stage = {
  readonly store: string;
  /** How actors are told apart, in one sentence. */
  readonly cast: string;
  /** The director's own: it stops, looks and cleans up, and neither writes nor follows. */
  readonly streams: AnswerStreams;
  readonly reader: () => Promise<ReaderActor>;
  readonly producer: () => Promise<ProducerActor>;
  /** Ends every actor and releases everything; nothing stays in the store. Safe to call twice. */
  readonly close: () => Promise<void>;
};
