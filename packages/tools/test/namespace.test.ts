import { afterAll, expect, test } from "vitest";
import { openNamespace } from "../src/namespace.ts";
import { startRedis } from "../src/redis-server.ts";
import { command } from "../src/resp.ts";

/** Root and iproute2 are not everywhere. */
const space = await openNamespace().catch(() => null);
afterAll(() => space?.close());

test.skipIf(!space)("a server at the end of a wire of its own, which can be cut", async () => {
  if (!space) return;
  const { host, binary, wire } = space;
  const server = await startRedis({ host, binary });
  try {
    expect(server.url).toBe(`redis://${host}:${server.port}`);
    expect(await command(server.port, ["PING"], { host })).toBe("PONG");
    await space.run("ip", "link", "set", wire.inside, "down");
    const unheard = command(server.port, ["PING"], { host, timeoutMs: 200 });
    await expect(unheard).rejects.toThrow();
    await space.run("ip", "link", "set", wire.inside, "up");
    expect(await command(server.port, ["PING"], { host })).toBe("PONG");
  } finally {
    await server.stop();
  }
});
