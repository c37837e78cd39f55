import { createStreams, type Observer, type Settings, type Streams } from "@segno/core";
import { redisStreams } from "@segno/redis/streams";
import { startRedis } from "@segno/tools/servers";
import { Redis } from "ioredis";
import { type Payload, schema } from "./payload.ts";

export type Connect = {
  /** The bench's own server by default. */
  readonly url?: string;
  readonly autoPipelining?: boolean;
  /** What the server calls it, and all that are made after it. */
  readonly name?: string;
};

export type Open = {
  readonly settings?: Partial<Settings>;
  readonly observer?: Observer;
  /** The template of its connections. */
  readonly redis?: Redis;
};

/** What a metric is measured with: a server of its own, and whatever it opens on it. */
export type Bench = {
  readonly quick: boolean;
  readonly rounds: number;
  readonly port: number;
  /** The hand-written side's commands. */
  readonly redis: Redis;
  readonly streams: Streams<Payload>;
  /** Another process's view of the same store: a service with connections of its own. */
  readonly others: Streams<Payload>;
  /** One more connection, closed with the bench. */
  readonly connect: (options?: Connect) => Redis;
  /** One more service, closed with the bench. */
  readonly open: (options?: Open) => Streams<Payload>;
  /** Done when the metric is over, the last one first. */
  readonly before: (close: () => unknown) => void;
  /** A key or an id that nobody has used. */
  readonly fresh: () => string;
};

/** One server for one metric, so that none sees what another left. */
export const withBench = async <T>(
  quick: boolean,
  work: (bench: Bench) => Promise<T>,
): Promise<T> => {
  const server = await startRedis();
  const closing: (() => unknown)[] = [];
  const before = (close: () => unknown): void => void closing.unshift(close);
  const connect: Bench["connect"] = ({ url = server.url, autoPipelining = false, name } = {}) => {
    const redis = new Redis(url, {
      enableAutoPipelining: autoPipelining,
      ...(name !== undefined && { connectionName: name }),
    });
    before(() => redis.disconnect());
    return redis;
  };
  const redis = connect();
  const open: Bench["open"] = ({ settings = {}, observer, redis: template = redis } = {}) => {
    const streams = createStreams({
      ...redisStreams(template),
      chunk: schema,
      ...settings,
      ...(observer && { observer }),
    });
    before(() => streams.close());
    return streams;
  };
  let used = 0;
  try {
    return await work({
      quick,
      rounds: quick ? 5 : 9,
      port: server.port,
      redis,
      streams: open(),
      others: open(),
      connect,
      open,
      before,
      fresh: () => `bench-${++used}`,
    });
  } finally {
    for (const close of closing) await close();
    await server.stop();
  }
};
