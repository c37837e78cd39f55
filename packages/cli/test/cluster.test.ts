import { type Cluster, startCluster } from "@segno/tools/servers";
import { ownServers } from "@segno/tools/test-redis";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { records, segno } from "./support/here.ts";

describe.skipIf(!ownServers)("on a Cluster, of which one node is named", () => {
  let cluster: Cluster;
  let at: readonly string[];

  beforeAll(async () => {
    cluster = await startCluster();
    const [node] = cluster.nodes;
    at = ["--url", `redis://${node?.host}:${node?.port}`];
  }, 60_000);
  afterAll(() => cluster?.stop());

  test("streams of every slot are written, listed and looked at", async () => {
    const ids = ["a1", "b2", "c3", "d4", "e5"];
    for (const id of ids) await segno(["produce", id, ...at], { input: id });
    const { out } = await segno(["ls", "--all", "--json", ...at]);
    expect(
      records(out)
        .map(({ streamId }) => streamId)
        .sort(),
    ).toEqual(ids);
    for (const id of ids) {
      expect((await segno(["read", id, ...at])).out).toBe(id);
      const [found] = records((await segno(["inspect", id, "--json", ...at])).out);
      expect(found?.["bytes"]).toBeGreaterThan(0);
    }
  });

  test("doctor sees that it is one, and that all slots are served", async () => {
    const { code, out } = await segno(["doctor", "--json", ...at]);
    const of = (name: string) => records(out).find(({ check }) => check === name);
    expect(of("cluster")).toMatchObject({
      verdict: "ok",
      found: expect.stringContaining("masters"),
    });
    expect(of("rights")).toMatchObject({ verdict: "ok" });
    expect(code).toBe(0);
  });
});
