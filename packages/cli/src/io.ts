import type { Readable } from "node:stream";

/** Where text goes; a terminal has more to say of itself. */
export type Sink = NodeJS.WritableStream & {
  readonly isTTY?: boolean;
  readonly columns?: number;
  hasColors?(count: number, env: object): boolean;
};

/** All that a command sees of its process. */
export type Io = {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Sink;
  readonly stderr: Sink;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborts with an `Interrupted` when a signal asks the process to end. */
  readonly interrupted: AbortSignal;
};
