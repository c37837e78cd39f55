import { type Clock, SegnoError } from "@segno/core";
import { createCalls } from "./calls.ts";
import type { Client, Scripting } from "./client.ts";
import { createCork } from "./cork.ts";
import { type Command, Sending, unavailable } from "./sending.ts";

/** One of our own connections, reconnecting for ever until it is closed. */
export type Link = {
  readonly client: Client;
  /** Whether a command would be sent now. */
  readonly up: () => boolean;
  /**
   * Sends once the connection is ready, and settles within the time-out: with the answer, or a rejection
   * (`store-unavailable`), at once where the connection closes under it. What was sent may have happened.
   */
  readonly call: <T>(command: Command<T>) => Promise<T>;
  /** The same for those who need no promise of their own. */
  readonly send: <T>(
    command: Command<T>,
    answered: (answer: T) => void,
    failed: (cause: unknown) => void,
  ) => void;
  /** Connects, where that was put off. */
  readonly wake: () => void;
  /** Called with every new connection that is ready. */
  readonly onUp: (listener: () => void) => void;
  readonly onDown: (listener: () => void) => void;
  /** Gives this connection up for dead and makes a new one. */
  readonly renew: () => void;
  readonly close: () => void;
};

/** Where scripts are sent: a link, or what stands before one. */
export type ScriptLink = {
  readonly send: <T>(
    command: (client: Scripting) => Promise<T>,
    answered: (answer: T) => void,
    failed: (cause: unknown) => void,
  ) => void;
};

export type LinkDeps = {
  readonly client: Client;
  readonly clock: Clock;
  readonly timeoutMs: number;
  /** Connect at the first call only. */
  readonly lazy: boolean;
  /** What has to be done with each new connection before it is used; a rejection is final. */
  readonly prepare?: (client: Client) => Promise<void>;
};

export const createLink = (deps: LinkDeps): Link => {
  const { client, clock, timeoutMs, lazy, prepare } = deps;
  const upListeners: (() => void)[] = [];
  const downListeners: (() => void)[] = [];
  let up = false;
  let closed = false;
  let begun = false;
  /** Counts connections, so that what belongs to an earlier one is told apart. */
  let connection = 0;
  let lastError: unknown;
  let fatal: unknown;
  const cork = createCork({ client });
  const calls = createCalls({ clock, timeoutMs, lastError: () => lastError });

  const down = (): void => {
    connection += 1;
    if (up) {
      up = false;
      for (const listener of downListeners) listener();
    }
    calls.failSent(
      unavailable("The connection to Redis closed before the answer came.", lastError),
    );
  };

  const open = (): void => {
    up = true;
    for (const listener of upListeners) listener();
    calls.sendWaiting();
  };

  const ready = (): void => {
    const mine = ++connection;
    if (closed) return;
    if (!prepare) {
      open();
      return;
    }
    prepare(client).then(
      () => {
        if (mine === connection && !closed) open();
      },
      (cause: unknown) => {
        if (mine !== connection || closed) return;
        fatal = cause;
        calls.failAll(cause);
      },
    );
  };

  const connect = (): void => {
    client.connect().catch((cause: unknown) => {
      lastError ??= cause;
    });
  };

  // Before anything can fail, or an unlucky start would be an uncaught error.
  client.on("error", (cause: unknown) => {
    lastError = cause;
  });
  client.on("ready", ready);
  client.on("close", down);
  client.on("end", () => {
    down();
    // ioredis gives up where a connector fails (all sentinels gone); we do not.
    if (!closed)
      clock.after(1000, () => !closed && client.status === "end" && connect(), "background");
  });
  const wake = (): void => {
    if (begun || closed) return;
    begun = true;
    connect();
  };
  if (!lazy) wake();

  const send: Link["send"] = (command, answered, failed) => {
    if (closed) return failed(new SegnoError("closed", "The connection to Redis was closed."));
    if (fatal !== undefined) return failed(fatal);
    wake();
    const sending = new Sending(client, calls, clock.elapsed(), command, answered, failed);
    calls.add(sending);
    if (!up) return;
    cork();
    sending.send();
  };

  return {
    client,
    up: () => up,
    call: (command) =>
      new Promise((resolve, reject) => {
        send(command, resolve, reject);
      }),
    send,
    wake,
    onUp: (listener) => void upListeners.push(listener),
    onDown: (listener) => void downListeners.push(listener),
    renew: () => {
      if (closed) return;
      down();
      // Only so: while it is dialling, or waiting to, ioredis would be parked by it.
      if (client.status === "ready" || client.status === "connect") client.disconnect(true);
    },
    close: () => {
      if (closed) return;
      closed = true;
      up = false;
      connection += 1;
      calls.failAll(new SegnoError("closed", "The connection to Redis was closed."));
      client.disconnect();
    },
  };
};
