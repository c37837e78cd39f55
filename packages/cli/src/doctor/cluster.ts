import type { Redis } from "ioredis";
import { type Check, ok, wrong } from "./check.ts";

/** Whether a Cluster serves all its slots. */
export const clusterCheck = async (redis: Redis, clustered: boolean): Promise<Check> => {
  if (!clustered) return ok("cluster", "no, one server");
  const info = String(await redis.cluster("INFO").catch(() => ""));
  const state = /^cluster_state:(\w+)/m.exec(info)?.[1];
  const size = /^cluster_size:(\d+)/m.exec(info)?.[1] ?? "?";
  if (state === "ok") return ok("cluster", `yes, ${size} masters serve`);
  return state === undefined
    ? wrong("cluster", "unknown", "CLUSTER INFO is refused", "Give this user +cluster|info.")
    : wrong(
        "cluster",
        "fail",
        `its state is ${state}`,
        "Some slots are not served: bring their masters back.",
      );
};
