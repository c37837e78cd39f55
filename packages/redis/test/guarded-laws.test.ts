import { redisSortedSet, redisStreams } from "@segno/redis";
import { calm } from "@segno/testkit";
import { describeAdapter, describeService } from "@segno/testkit/vitest";
import { startRedis } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { afterAll, describe, expect, test } from "vitest";
import { asLeastUser, overTls, refusedBy, shared, startTlsRedis } from "./support/guarded.ts";

describe.skipIf(!ownServers)("the laws under guard", () => {
  const plain = shared(startRedis);
  const tls = shared(startTlsRedis);
  afterAll(async () => {
    await (await plain.begun())?.stop();
    await (await tls.begun())?.stop();
  });

  for (const open of [redisStreams, redisSortedSet]) {
    describeAdapter(`${open.name} as the user with the least rights`, asLeastUser(open, plain.get));
  }
  describeAdapter("redisStreams over TLS", overTls(redisStreams, tls.get));
  describeService(
    "the service as the user with the least rights",
    asLeastUser(redisStreams, plain.get),
    { climates: [calm], concurrent: true },
  );
  test("the user with the least rights was refused nothing", async () => {
    expect(await refusedBy(await plain.get())).toEqual([]);
  });
});
