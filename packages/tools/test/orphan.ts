import { startRedis } from "../src/redis-server.ts";

// Run by redis-server.test.ts, which then kills this process: what becomes of the server?
const server = await startRedis();
server.pause();
console.log(`${server.pid} ${server.dir}`);
setInterval(() => {}, 1_000);
