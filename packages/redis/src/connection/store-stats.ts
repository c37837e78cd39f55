import type { StoreStats } from "@segno/core";
import type { Client } from "./client.ts";
import type { Link } from "./link.ts";
import { infoField } from "./startup.ts";

export type StoreStatsDeps = {
  /** Whose new connections are counted. */
  readonly links: readonly Link[];
  readonly link: Link;
  readonly mastersOf: (client: Client) => Client[];
};

const memoryOf = async (node: Client): Promise<number> =>
  Number(infoField(String(await node.info("memory")), "used_memory") ?? Number.NaN);

/** Counts reconnects from now on; asks every master how much memory it takes, whoever's it is. */
export const createStoreStats = ({
  links,
  link,
  mastersOf,
}: StoreStatsDeps): (() => Promise<StoreStats>) => {
  let reconnects = 0;
  for (const one of links) {
    let wasUp = false;
    one.onUp(() => {
      if (wasUp) reconnects++;
      wasUp = true;
    });
  }
  return async () => {
    const memory = link.call((client) => Promise.all(mastersOf(client).map(memoryOf)));
    const taken = await memory.catch(() => [Number.NaN]);
    const bytes = taken.reduce((sum, one) => sum + one, 0);
    return { reconnects, memoryBytes: Number.isFinite(bytes) ? bytes : null };
  };
};
