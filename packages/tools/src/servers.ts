export { findServer, noServer, requireServer } from "./find-server.ts";
export { type Namespace, openNamespace } from "./namespace.ts";
export { freePort } from "./ports.ts";
export { type Cluster, type ClusterOptions, startCluster } from "./redis-cluster.ts";
export { type SentinelOptions, type Sentinels, startSentinels } from "./redis-sentinels.ts";
export { type RedisOptions, type RedisServer, startRedis } from "./redis-server.ts";
export { command, isRespError, type Reply } from "./resp.ts";
