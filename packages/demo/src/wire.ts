/** A text that the model of the page can say, and the question that it answers. */
export type TextInfo = {
  readonly id: string;
  readonly question: string;
  /** In UTF-8. */
  readonly bytes: number;
};

export type Library = {
  /** Where the streams are kept, for people. */
  readonly store: string;
  readonly texts: readonly TextInfo[];
};

/** What the page sends to start an answer. */
export type StartBody = {
  /** What the user said. */
  readonly prompt: string;
  /** Which of the texts is said. */
  readonly text: string;
  /** Between two tokens, in ms. */
  readonly intervalMs: number;
  /** Whether an answer that has ended may be begun anew under its id; without it, it is kept. */
  readonly anew: boolean;
  /** Whom the writer waits for, and how many chunks that reader may owe. */
  readonly ackWindow?: AckWindow | undefined;
};

export type AckWindow = { readonly reader: string; readonly chunks: number };

/** For so long after its last sign of life a reader is waited for, in ms. */
export const ackLeaseMs = 10_000;
