import { setTimeout as pause } from "node:timers/promises";
import { createStreams } from "@segno/core";
import { redisStreams } from "@segno/redis/streams";
import { Redis } from "ioredis";
import { answerParent } from "../child.ts";
import { schema } from "../payload.ts";

/** What a hearer is asked: to hear somebody, or when it heard so many events of it, in ms on the machine's clock. */
export type Asked =
  | { readonly do: "follow"; readonly id: string; readonly after: string }
  | { readonly do: "subscribe"; readonly channel: string }
  | { readonly do: "leave"; readonly count: number };

/** Long enough to be subscribed, and to wait. */
const settleMs = 20;

const now = (): number => Number(process.hrtime.bigint()) / 1e6;

const redis = new Redis(process.argv[2] ?? "");
const streams = createStreams({ ...redisStreams(redis), chunk: schema });
let heard: number[] = [];
let leave = async (): Promise<unknown> => undefined;

const hear = (): void => void heard.push(now());

const follow = async (id: string, after: string, signal: AbortSignal): Promise<void> => {
  for await (const _ of streams.follow(id, { after, signal })) hear();
};

answerParent<Asked>(async (asked): Promise<unknown> => {
  switch (asked.do) {
    case "follow": {
      const abort = new AbortController();
      const over = follow(asked.id, asked.after, abort.signal).catch(() => {});
      leave = () => {
        abort.abort();
        return over;
      };
      return pause(settleMs);
    }
    case "subscribe": {
      const subscriber = redis.duplicate();
      subscriber.on("message", hear);
      leave = () => subscriber.quit();
      return subscriber.subscribe(asked.channel);
    }
    case "leave": {
      while (heard.length < asked.count) await pause(1);
      const times = heard;
      heard = [];
      await leave();
      return times;
    }
    default:
      return asked satisfies never;
  }
});
