import { checkOptions, type NamesOf, SegnoError } from "@segno/core";
import { globOf, globOfTenants } from "./keys.ts";
import type { Durability } from "./options.ts";

/** What the scripts, the reads and the subscriptions use, on one server. */
const commands = [
  "eval",
  "evalsha",
  "script|load",
  "time",
  "hmget",
  "hset",
  "hlen",
  "hdel",
  "hscan",
  "hrandfield",
  "memory|usage",
  "xadd",
  "xrange",
  "xinfo|groups",
  "xgroup|create",
  "xgroup|delconsumer",
  "xreadgroup",
  "xpending",
  "xclaim",
  "xack",
  "zadd",
  "zrangebyscore",
  "pexpireat",
  "pexpiretime",
  "unlink",
  "rename",
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
  /** Besides what has no tenant, every tenant's: for a service that uses `forTenant`. Not with `tenant`. */
  readonly everyTenant?: boolean;
  readonly cluster?: boolean;
  /** As the adapter's. */
  readonly durability?: Durability;
};

const known: NamesOf<AccessOptions> = {
  prefix: true,
  tenant: true,
  everyTenant: true,
  cluster: true,
  durability: true,
};

/**
 * The least rights with which an adapter works, as rules for `ACL SETUSER name on >password …`. A database
 * other than 0 needs `+select`, a connection name `+client|setname`. They are for one tenant, or for what has
 * none; with `everyTenant` for that and all tenants.
 */
export const accessRules = (options: AccessOptions = {}): string[] => {
  checkOptions("accessRules", options, known);
  const { prefix = "segno", tenant, everyTenant = false, cluster = false, durability } = options;
  if (everyTenant && tenant !== undefined) {
    throw new SegnoError("invalid-options", "everyTenant and tenant do not go together.");
  }
  const globs = [globOf(prefix, tenant), ...(everyTenant ? [globOfTenants(prefix)] : [])];
  if (globs.some((glob) => glob.includes(" "))) {
    throw new SegnoError("invalid-options", "A name with spaces fits in no rule of Redis.");
  }
  const allowed = [
    ...commands,
    ...(cluster ? clusterCommands : []),
    ...(durability === "replicated" ? ["wait"] : []),
  ];
  return [
    "resetkeys",
    ...globs.map((glob) => `~${glob}`),
    "resetchannels",
    ...globs.map((glob) => `&${glob}`),
    "-@all",
    ...allowed.map((command) => `+${command}`),
  ];
};
