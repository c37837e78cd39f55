import { isSegnoError } from "@segno/core";
import type { Scene } from "../act.ts";
import { type Check, ok, wrong } from "./check.ts";

/** The server's own words, from under what wraps them. */
const rootOf = (error: unknown): string => {
  const cause = error instanceof Error ? error.cause : undefined;
  if (cause !== undefined) return rootOf(cause);
  return error instanceof Error ? error.message : String(error);
};

const adviceOf = (reason: string): string => {
  // Within a script the server says it in other words.
  if (/^NOPERM|can't run this command/.test(reason)) {
    return "docs/reference/redis.md (Rights) has the ACL line for a user who may do what is needed.";
  }
  if (reason.startsWith("OOM"))
    return "Its memory is full: raise maxmemory, or shorten --ended-ttl.";
  if (/^(READONLY|MISCONF)/.test(reason)) return "The server takes no writes: it says why.";
  return "Try again; then look at the server's log.";
};

/** Everything that a service does, on a stream of its own, which is gone afterwards. */
const tried = async ({ streams, signal }: Scene, id: string): Promise<void> => {
  await streams.run(id, { kind: "doctor", endedTtlMs: 60_000 }, (run) => run.write("probe"));
  for await (const _ of streams.follow(id, { signal }));
  await streams.describe(id);
  await streams.list({ limit: 1 });
  try {
    const group = { group: "doctor", consumer: "doctor", signal };
    for await (const delivery of streams.consume(id, group)) await delivery.ack();
  } catch (error) {
    if (!isSegnoError(error, "unsupported")) throw error;
  }
  await streams.ack(id, "doctor", (await streams.describe(id)).position);
  await streams.stop(id);
};

/** Whether this user may do what is needed, and whether the server does it. */
export const rightsCheck = async (scene: Scene): Promise<Check> => {
  const { streams, redis } = scene;
  const id = `segno-doctor-${streams.newId()}`;
  const user = String(await redis.acl("WHOAMI").catch(() => "this user"));
  try {
    await tried(scene, id);
    return ok("rights", `${user} may do all that is needed (tried)`);
  } catch (error) {
    const reason = rootOf(error);
    return wrong("rights", "fail", `${user}: ${reason}`, adviceOf(reason));
  } finally {
    await streams.remove(id).catch(() => {});
  }
};
