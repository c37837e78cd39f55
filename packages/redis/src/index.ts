export { type AccessOptions, accessRules } from "./access.ts";
export type { RedisTemplate } from "./connection/client.ts";
export type { RedisOptions, RedisWarning } from "./options.ts";
export { redisSortedSet } from "./sorted-set.ts";
export { redisStreams } from "./streams.ts";
