import type { Head } from "@segno/core";
import type { Client } from "../connection/client.ts";
import { headFields } from "../scripts/fields.ts";
import { isHead, parseHead } from "./head.ts";
import { msOf, type Reply, repliesOf, resultOf } from "./replies.ts";

/** Null where the key is not there, or is something else that happens to have a head's name. */
const headOf = (reply: Reply | undefined): Head | null => {
  if (reply?.[0]?.message.startsWith("WRONGTYPE")) return null;
  const fields = resultOf(reply);
  return isHead(fields) ? parseHead(fields) : null;
};

const replyOf = async (answer: Promise<unknown>): Promise<Reply> => {
  try {
    return [null, await answer];
  } catch (error) {
    return [error as Error, null];
  }
};

/** In one go: as a pipeline, or one by one where each key may be on another node. */
const ask = async (client: Client, keys: readonly string[]): Promise<readonly Reply[]> => {
  if (client.nodes) {
    const heads = keys.map((key) => client.hmget(key, ...headFields));
    return Promise.all([client.time(), ...heads].map(replyOf));
  }
  const chain = client.pipeline().time();
  for (const key of keys) chain.hmget(key, ...headFields);
  return repliesOf(chain);
};

/** The heads that these keys hold, in their order, and the server's time. */
export const headsOf = async (
  client: Client,
  keys: readonly string[],
): Promise<{ readonly heads: readonly (Head | null)[]; readonly now: number }> => {
  const [time, ...replies] = await ask(client, keys);
  return { heads: keys.map((_, i) => headOf(replies[i])), now: msOf(resultOf(time)) };
};
