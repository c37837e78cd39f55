/**
 * What is used of ioredis, as structural types: instances of both majors (and of a mock) fit, whichever copy
 * they come from.
 */

/** A `Redis` or `Cluster` of ioredis, given as a template: it is duplicated and never touched. */
export interface RedisTemplate {
  readonly status: string;
  readonly options: object;
  connect(): Promise<unknown>;
  disconnect(reconnect?: boolean): void;
  duplicate(...args: never[]): object;
  evalsha(sha: string, keys: number, ...args: (string | number)[]): Promise<unknown>;
}

/** One connection's socket, as far as it tells whether anything moves, and holds back what is written. */
export type Socket = {
  readonly bytesRead?: number;
  readonly writableLength?: number;
  cork?(): void;
  uncork?(): void;
};

export type Reply = readonly [error: Error | null, result: unknown];

/** Several questions that are sent together. */
export interface Asking {
  time(): this;
  hmget(key: string, ...fields: string[]): this;
  pexpiretime(key: string): this;
  xrange(key: string, from: string | number, to: string, count: "COUNT", n: number): this;
  zrangebyscore(
    key: string,
    from: string | number,
    to: string,
    limit: "LIMIT",
    skip: number,
    n: number,
  ): this;
  exec(): Promise<readonly Reply[] | null>;
}

/** A pipeline or a transaction of ioredis. */
export interface Chain extends Asking {
  xadd(key: string, id: string, field: string, value: string): this;
  zadd(key: string, score: number, member: string): this;
  pexpireat(key: string, at: string | number): this;
  evalsha(sha: string, keys: number, ...args: (string | number)[]): this;
  eval(script: string, keys: number, ...args: (string | number)[]): this;
  wait(replicas: number, ms: number): this;
}

/** What it takes to run a script. */
export type Scripting = Pick<Client, "eval" | "evalsha">;

type Listener = (...args: never[]) => void;

/** A connection of our own: a duplicate of the template, or of one of its nodes. */
export interface Client extends RedisTemplate {
  readonly isCluster?: boolean;
  readonly stream?: Socket | null;
  on(event: string, listener: Listener): unknown;
  off(event: string, listener: Listener): unknown;
  ping(): Promise<unknown>;
  info(section?: string): Promise<unknown>;
  eval(script: string, keys: number, ...args: (string | number)[]): Promise<unknown>;
  script(load: "LOAD", script: string): Promise<unknown>;
  publish(channel: string, message: string): Promise<unknown>;
  spublish(channel: string, message: string): Promise<unknown>;
  subscribe(...channels: string[]): Promise<unknown>;
  unsubscribe(...channels: string[]): Promise<unknown>;
  ssubscribe(...channels: string[]): Promise<unknown>;
  sunsubscribe(...channels: string[]): Promise<unknown>;
  scan(
    cursor: string,
    match: "MATCH",
    pattern: string,
    count: "COUNT",
    n: number,
  ): Promise<unknown>;
  hdel(key: string, field: string): Promise<unknown>;
  hscan(key: string, cursor: string, count: "COUNT", n: number): Promise<unknown>;
  hmget(key: string, ...fields: string[]): Promise<unknown>;
  pexpiretime(key: string): Promise<unknown>;
  xrange(...args: Parameters<Asking["xrange"]>): Promise<unknown>;
  zrangebyscore(...args: Parameters<Asking["zrangebyscore"]>): Promise<unknown>;
  time(): Promise<unknown>;
  memory(usage: "USAGE", key: string): Promise<unknown>;
  wait(replicas: number, ms: number): Promise<unknown>;
  multi(): Chain;
  pipeline(): Chain;
  /** Of a Cluster only. */
  nodes?(role: "master" | "all"): Client[];
  /** Of a Cluster only: the keys (`host:port`) of the nodes that serve each slot, its master first. */
  readonly slots?: readonly (readonly string[] | undefined)[];
  /** Of a Cluster only: asks for the slot table anew. */
  refreshSlotsCache?(): void;
}

/** The key (`host:port`) of a node, as `slots` has it; empty where a client has none. */
export const addressOf = ({ options }: Client): string =>
  "host" in options && "port" in options ? `${options.host}:${options.port}` : "";
