import type { Head } from "@segno/core";
import type { Client, Reply } from "../connection/client.ts";
import { corked, replyOf } from "../connection/together.ts";
import { headFields } from "../scripts/fields.ts";
import { isHead, parseHead } from "./head.ts";
import { msOf, resultOf } from "./replies.ts";

/** Null where the key is not there, or is something else that happens to have a head's name. */
const headOf = (reply: Reply | undefined): Head | null => {
  if (reply?.[0]?.message.startsWith("WRONGTYPE")) return null;
  const fields = resultOf(reply);
  return isHead(fields) ? parseHead(fields) : null;
};

/** In one go; each key may be on another node. */
const ask = (client: Client, keys: readonly string[]): Promise<readonly Reply[]> =>
  corked(client, () => {
    const heads = keys.map((key) => client.hmget(key, ...headFields));
    return Promise.all([client.time(), ...heads].map(replyOf));
  });

/** The heads that these keys hold, in their order, and the server's time. */
export const headsOf = async (
  client: Client,
  keys: readonly string[],
): Promise<{ readonly heads: readonly (Head | null)[]; readonly now: number }> => {
  const [time, ...replies] = await ask(client, keys);
  return { heads: keys.map((_, i) => headOf(replies[i])), now: msOf(resultOf(time)) };
};
