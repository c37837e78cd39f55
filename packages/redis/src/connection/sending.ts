import { SegnoError } from "@segno/core";
import type { Call, Calls } from "./calls.ts";
import type { Client } from "./client.ts";

/** Sends a command, and answers with its reply. */
export type Command<T> = (client: Client) => Promise<T>;

export const unavailable = (message: string, cause?: unknown): SegnoError =>
  new SegnoError("store-unavailable", message, { cause });

const messageOf = (cause: unknown): string =>
  cause instanceof Error ? cause.message : String(cause);

/** One command on its way over one connection. A class, for every chunk has one. */
export class Sending<T> implements Call {
  older: Call | null | undefined = undefined;
  newer: Call | null | undefined = undefined;
  sent = false;
  readonly begunAt: number;
  readonly #client: Client;
  readonly #calls: Calls;
  readonly #command: Command<T>;
  readonly #answered: (answer: T) => void;
  readonly #failed: (cause: unknown) => void;

  constructor(
    client: Client,
    calls: Calls,
    begunAt: number,
    command: Command<T>,
    answered: (answer: T) => void,
    failed: (cause: unknown) => void,
  ) {
    this.begunAt = begunAt;
    this.#client = client;
    this.#calls = calls;
    this.#command = command;
    this.#answered = answered;
    this.#failed = failed;
  }

  send(): void {
    this.sent = true;
    this.#command(this.#client).then(
      (answer) => {
        // Of no effect where it was given up before.
        if (this.#calls.delete(this)) this.#answered(answer);
      },
      (cause: unknown) => this.fail(cause),
    );
  }

  fail(cause: unknown): void {
    if (!this.#calls.delete(this)) return;
    const known = cause instanceof SegnoError;
    this.#failed(known ? cause : unavailable(`Redis refused: ${messageOf(cause)}`, cause));
  }
}
