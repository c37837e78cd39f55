import { checkOptions, SegnoError } from "@segno/core";
import { globOf } from "./keys.ts";

/** What the scripts, the reads and the subscriptions use, on one server. */
const commands = [
  "eval",
  "evalsha",
  "script|load",
  "time",
  "hmget",
  "hset",
  "xadd",
  "xrange",
  "zadd",
  "zrangebyscore",
  "pexpireat",
  "pexpiretime",
  "unlink",
  "scan",
  "multi",
  "exec",
  "publish",
  "subscribe",
  "unsubscribe",
  "ping",
  "info",
];

/** What a cluster needs besides: sharded pub/sub, and the slot table that ioredis asks for. */
const clusterCommands = ["spublish", "ssubscribe", "sunsubscribe", "cluster|slots", "cluster|info"];

export type AccessOptions = {
  /** As the adapter's, behind the `keyPrefix` of its client where that has one. No spaces, which Redis takes in no rule. */
  readonly prefix?: string;
  /** As the adapter's; likewise without spaces. */
  readonly tenant?: string;
  readonly cluster?: boolean;
};

/**
 * The least rights with which an adapter works, as rules for `ACL SETUSER name on >password …`. A database
 * other than 0 needs `+select`, a connection name `+client|setname`. They are for one tenant, or for what has
 * none; a user who is to reach every tenant needs `~prefix@*` and `&prefix@*` besides.
 */
export const accessRules = (options: AccessOptions = {}): string[] => {
  checkOptions("accessRules", options, { prefix: true, tenant: true, cluster: true });
  const { prefix = "segno", tenant, cluster = false } = options;
  const names = globOf(prefix, tenant);
  if (names.includes(" ")) {
    throw new SegnoError("invalid-options", "A name with spaces fits in no rule of Redis.");
  }
  const allowed = cluster ? [...commands, ...clusterCommands] : commands;
  return [
    "resetkeys",
    `~${names}`,
    "resetchannels",
    `&${names}`,
    "-@all",
    ...allowed.map((command) => `+${command}`),
  ];
};
