import type { Clock } from "@segno/core";

export type OptionsDeps = { readonly clock: Clock; readonly timeoutMs: number };

const maxDelayMs = 1000;

/**
 * 50 ms, doubled up to a second: grace is longer than the longest reconnect plus a heartbeat. Half of it is
 * jitter, for which the microseconds of the clock do well enough: two processes are never in step with them.
 */
const retryDelay = (clock: Clock, attempt: number): number => {
  const delay = Math.min(50 * 2 ** Math.min(attempt - 1, 10), maxDelayMs);
  return Math.ceil(delay / 2 + (delay / 2) * ((clock.elapsed() * 997) % 1));
};

/** A demoted master refuses writes: another connection may find the new one. */
const wasDemoted = (error: Error): boolean => error.message.startsWith("READONLY");

const connectTimeoutOf = (template: object, timeoutMs: number): number => {
  const own = "connectTimeout" in template ? Number(template.connectTimeout) : timeoutMs;
  return own > 0 ? Math.min(own, timeoutMs) : timeoutMs;
};

/** What every connection of ours overrides, whatever the template says, in both majors of ioredis. */
const common = (template: object, { timeoutMs }: OptionsDeps) => ({
  /** Ours connect when listeners are attached, not before. */
  lazyConnect: true,
  /** Prefixed once, in our own keys: ioredis would prefix keys and channels, but not what a script derives. */
  keyPrefix: "",
  /** Dialling longer than a call may take helps no call. */
  connectTimeout: connectTimeoutOf(template, timeoutMs),
  /** How long a goodbye may take: a dead peer never answers it, and until then nothing reconnects. */
  disconnectTimeout: 100,
  /** Each call has its own deadline: with this one a connection would live on out of step. */
  commandTimeout: undefined,
  /** A batch must not wait for others to fill a pipeline; what can be sent together already is. */
  enableAutoPipelining: false,
  /** Replies in the shapes of RESP2, numbers as numbers: what the parsers here were written for. */
  replyMapping: "legacy",
  stringNumbers: false,
  /** Reads must see the latest append, so all go to masters. */
  readOnly: false,
  monitor: false,
});

/** For a connection that is to come back for ever. */
export const standaloneOptions = (template: object, deps: OptionsDeps): object => ({
  ...common(template, deps),
  /** No pile of commands while disconnected: calls wait for `ready`, up to their deadline. */
  enableOfflineQueue: false,
  /** `0` reported errors for appends that were stored; our deadlines decide instead. */
  maxRetriesPerRequest: null,
  /** Nothing is sent twice behind our back: a caller who was refused decides what to send again. */
  autoResendUnfulfilledCommands: false,
  /** We subscribe again ourselves, to know when it is done, and to leave out what was left meanwhile. */
  autoResubscribe: false,
  retryStrategy: (attempt: number) => retryDelay(deps.clock, attempt),
  reconnectOnError: wasDemoted,
});

/** For the commands of a Cluster, whose nodes' connections are ioredis' own. */
export const clusterOptions = (template: object, deps: OptionsDeps): object => {
  const nodes = "redisOptions" in template ? (template.redisOptions ?? {}) : {};
  return {
    ...common(template, deps),
    redisOptions: { ...nodes, ...common(nodes, deps) },
    /** A node that is being dialled for the first time takes commands; we wait for the cluster ourselves. */
    enableOfflineQueue: true,
    /** Reads must see the latest append. */
    scaleReads: "master",
    /** Subscriptions are ours, one connection per master. */
    shardedSubscribers: false,
    /** Ours (`refreshMs`): that of ioredis goes on for ever where it is closed in the middle of a round. */
    slotsRefreshInterval: 0,
    /** One each 100 ms of an outage: a failover takes longer than the 16 that it would give up after. */
    maxRedirections: 16 + Math.ceil(deps.timeoutMs / 100),
    clusterRetryStrategy: (attempt: number) => retryDelay(deps.clock, attempt),
    /**
     * What was under way on a connection that closed is refused, not sent again as it was: a start has to go
     * under another name. A server that never executed it (MOVED, ASK, TRYAGAIN) is another matter.
     */
    retryDelayOnFailover: 0,
    /** A lost node is not waited for: the next slot table says who serves instead. */
    clusterNodeRetryStrategy: null,
  };
};
