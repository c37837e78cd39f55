import type { Asking, Client, Reply } from "./client.ts";

/** What is sent within this call leaves as one. */
export const corked = <T>(client: Client, send: () => T): T => {
  const { stream } = client;
  stream?.cork?.();
  try {
    return send();
  } finally {
    stream?.uncork?.();
  }
};

/** An answer as a reply, with its error. */
export const replyOf = async (answer: Promise<unknown>): Promise<Reply> => {
  try {
    return [null, await answer];
  } catch (error) {
    return [error as Error, null];
  }
};

/** Plain commands that leave as one. */
class Together implements Asking {
  readonly #client: Client;
  readonly #asks: (() => Promise<unknown>)[] = [];

  constructor(client: Client) {
    this.#client = client;
  }

  time(): this {
    return this.#add(() => this.#client.time());
  }

  hmget(...args: Parameters<Asking["hmget"]>): this {
    return this.#add(() => this.#client.hmget(...args));
  }

  pexpiretime(key: string): this {
    return this.#add(() => this.#client.pexpiretime(key));
  }

  xrange(...args: Parameters<Asking["xrange"]>): this {
    return this.#add(() => this.#client.xrange(...args));
  }

  zrangebyscore(...args: Parameters<Asking["zrangebyscore"]>): this {
    return this.#add(() => this.#client.zrangebyscore(...args));
  }

  async exec(): Promise<readonly Reply[]> {
    return corked(this.#client, () => Promise.all(this.#asks.map((ask) => replyOf(ask()))));
  }

  #add(ask: () => Promise<unknown>): this {
    this.#asks.push(ask);
    return this;
  }
}

/**
 * To ask several things at once. Not by a pipeline of ioredis, where that can be: one is made of a hundred objects, of which
 * garbage collections let most live until a full one, and each takes ten milliseconds where thousands ask. A Cluster sends a
 * command without a key to any of its nodes, but those of a pipeline to one.
 */
export const together = (client: Client): Asking =>
  client.isCluster ? client.pipeline() : new Together(client);
