import { randomBytes } from "node:crypto";
import { isSegnoError } from "@segno/core";
import type { Config } from "@segno/core/config";
import type { Tempo } from "../source/tempo.ts";
import { openRedis, type Place, type StoreName } from "./over-redis.ts";
import { type ActorProcess, startActor } from "./process.ts";
import { reach, shownAddress } from "./reach.ts";
import type { Stage } from "./stage.ts";

export type RedisStageOptions = {
  readonly url: string;
  readonly store: StoreName;
  readonly tempo: Tempo;
  readonly config: Config;
  /** The streams of the story: what is removed at its end. */
  readonly streamIds: readonly string[];
};

/** Everybody in a process of their own, and a Redis between them. */
export const redisStage = async (options: RedisStageOptions): Promise<Stage> => {
  const { url, store, tempo, config, streamIds } = options;
  await reach(url);
  const { prefix: known = "segno" } = config.redis;
  const prefix = `${known}-story-${randomBytes(6).toString("hex")}`;
  const place: Place = { url, store, prefix, tempo, config };
  const streams = openRedis(place);
  const actors = new Set<Promise<ActorProcess>>();
  let closing: Promise<void> | null = null;

  const start = (): Promise<ActorProcess> => {
    const actor = startActor(place);
    actors.add(actor);
    return actor;
  };

  const remove = async (id: string): Promise<void> => {
    try {
      await streams.remove(id);
    } catch (error) {
      if (!isSegnoError(error, "not-found")) throw error;
    }
  };

  const close = async (): Promise<void> => {
    const hired = await Promise.allSettled(actors);
    await Promise.all(hired.map((one) => one.status === "fulfilled" && one.value.kill()));
    try {
      await Promise.all(streamIds.map(remove));
    } finally {
      await streams.close();
    }
  };

  return {
    store: `redis ${store} at ${shownAddress(url)}`,
    cast: "each reader and writer a process of its own",
    streams,
    reader: async () => {
      const actor = await start();
      return {
        read: async (order, tell) => {
          const answer = await actor.perform({ type: "read", order }, "seen", tell);
          return answer === "killed" ? answer : answer.seen;
        },
      };
    },
    producer: async () => {
      const actor = await start();
      return {
        kind: `process ${actor.pid}`,
        write: async (order, tell) => {
          const answer = await actor.perform({ type: "write", order }, "written", tell);
          return answer === "killed" ? answer : answer.written;
        },
        kill: actor.kill,
        freeze: () => actor.signal("SIGSTOP"),
        thaw: () => actor.signal("SIGCONT"),
      };
    },
    close: () => {
      closing ??= close();
      return closing;
    },
  };
};
