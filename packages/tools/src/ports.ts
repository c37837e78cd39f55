import { createServer } from "node:net";

/** Below every system's range for outgoing connections, with room for a cluster bus at + 10,000. */
const lowest = 10_000;
const highest = 19_999;

const free = (port: number): Promise<boolean> =>
  new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", () => resolve(false));
    probe.listen({ port, host: "127.0.0.1", exclusive: true }, () =>
      probe.close(() => resolve(true)),
    );
  });

/** A loopback port that nothing listens on now; somebody may still be quicker, so be ready to ask again. */
export async function freePort(): Promise<number> {
  for (let tries = 0; tries < 200; tries++) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest + 1));
    if ((await free(port)) && (await free(port + 10_000))) return port;
  }
  throw new Error(`no free port between ${lowest} and ${highest}`);
}
