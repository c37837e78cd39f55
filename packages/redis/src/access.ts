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
  /** As the adapter's; with the tenant behind it (`segno:tenant`) for a user of that tenant alone. */
  readonly prefix?: string;
  readonly cluster?: boolean;
};

/**
 * The least rights with which an adapter works, as rules for `ACL SETUSER name on >password …`. A database
 * other than 0 needs `+select`, a connection name `+client|setname`.
 */
export const accessRules = ({
  prefix = "segno",
  cluster = false,
}: AccessOptions = {}): string[] => {
  const names = prefix.replace(/[\\*?[\]^-]/g, "\\$&");
  const allowed = cluster ? [...commands, ...clusterCommands] : commands;
  return [
    "resetkeys",
    `~${names}:*`,
    "resetchannels",
    `&${names}:*`,
    "-@all",
    ...allowed.map((command) => `+${command}`),
  ];
};
