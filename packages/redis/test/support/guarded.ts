import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Adapter } from "@segno/core";
import { accessRules, type redisStreams } from "@segno/redis";
import type { AdapterUnderTest } from "@segno/testkit";
import { freePort, type RedisServer, startRedis } from "@segno/tools/servers";
import { uniquePrefix } from "@segno/tools/test-redis";
import { Redis, type RedisOptions } from "ioredis";
import { generate } from "selfsigned";
import { createKeys } from "../../src/keys.ts";
import { rewinding } from "./rewinding.ts";

type Open = typeof redisStreams;

/** Over a connection of the given kind; what the laws themselves need beside it goes as the default user. */
const under = (
  open: Open,
  starting: () => Promise<RedisServer>,
  connection: (
    server: RedisServer,
    admin: Redis,
    prefix: string,
  ) => Promise<Omit<RedisOptions, "replyMapping">>,
) => {
  return async (): Promise<AdapterUnderTest> => {
    const server = await starting();
    const admin = new Redis(server.url);
    const prefix = uniquePrefix();
    const redis = new Redis({ host: server.host, ...(await connection(server, admin, prefix)) });
    const adapter: Adapter = open(redis, { prefix });
    const keys = createKeys(prefix);
    return {
      adapter,
      evict: async (id, part) => {
        await admin.unlink(part === "head" ? keys.head(id) : keys.log(id));
      },
      snapshot: rewinding(admin, prefix),
      close: async () => {
        await adapter.close();
        admin.disconnect();
        redis.disconnect();
      },
    };
  };
};

/** Each adapter as a user of its own, who may do what `accessRules` says and nothing else. */
export const asLeastUser = (open: Open, starting: () => Promise<RedisServer>) =>
  under(open, starting, async (server, admin, prefix) => {
    const username = `least-${prefix}`;
    const password = randomBytes(16).toString("hex");
    await admin.call(
      "ACL",
      "SETUSER",
      username,
      "on",
      `>${password}`,
      ...accessRules({ prefix, everyTenant: true }),
    );
    return { port: server.port, username, password };
  });

/** What every user was refused since the server began. */
export const refusedBy = async (server: RedisServer): Promise<unknown> => {
  const admin = new Redis(server.url);
  try {
    return await admin.call("ACL", "LOG");
  } finally {
    admin.disconnect();
  }
};

/** One for all who ask, started for the first of them. */
export const shared = <T>(
  start: () => Promise<T>,
): { readonly get: () => Promise<T>; readonly begun: () => Promise<T> | null } => {
  let begun: Promise<T> | null = null;
  return {
    get: () => {
      begun ??= start();
      return begun;
    },
    begun: () => begun,
  };
};

export type TlsServer = {
  readonly server: RedisServer;
  readonly port: number;
  readonly certificate: string;
  readonly stop: () => Promise<void>;
};

/** A server with a certificate for loopback, made for this run; it listens without TLS besides, for the laws. */
export const startTlsRedis = async (): Promise<TlsServer> => {
  const made = await generate([{ name: "commonName", value: "127.0.0.1" }], {
    algorithm: "sha256",
    extensions: [{ name: "subjectAltName", altNames: [{ type: 7, ip: "127.0.0.1" }] }],
  });
  const folder = mkdtempSync(join(tmpdir(), "segno-tls-"));
  const [cert, key] = [join(folder, "cert.pem"), join(folder, "key.pem")];
  writeFileSync(cert, made.cert);
  writeFileSync(key, made.private);
  const port = await freePort();
  const server = await startRedis({
    config: {
      "tls-port": String(port),
      "tls-cert-file": cert,
      "tls-key-file": key,
      "tls-auth-clients": "no",
    },
  });
  const stop = async (): Promise<void> => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  };
  return { server, port, certificate: made.cert, stop };
};

export const overTls = (open: Open, starting: () => Promise<TlsServer>) =>
  under(
    open,
    async () => (await starting()).server,
    async () => {
      const { port, certificate } = await starting();
      return { port, tls: { ca: certificate } };
    },
  );
