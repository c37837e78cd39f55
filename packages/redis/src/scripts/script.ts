import { createHash } from "node:crypto";
import type { Client } from "../connection/client.ts";

export type Script = {
  readonly load: (client: Client) => Promise<unknown>;
  readonly run: (client: Client, keys: number, args: (string | number)[]) => Promise<unknown>;
};

const isMissing = (error: unknown): boolean =>
  error instanceof Error && error.message.startsWith("NOSCRIPT");

/** Sent by its hash; with its text where the server has lost it (a restart, a flush, another node). */
export const createScript = (text: string): Script => {
  const sha = createHash("sha1").update(text).digest("hex");
  return {
    load: async (client) => client.script("LOAD", text),
    run: (client, keys, args) =>
      client.evalsha(sha, keys, ...args).catch((error: unknown) => {
        if (isMissing(error)) return client.eval(text, keys, ...args);
        throw error;
      }),
  };
};
