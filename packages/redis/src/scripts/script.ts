import { createHash } from "node:crypto";
import type { Client } from "../connection/client.ts";
import type { ScriptLink } from "../connection/link.ts";

export type Script = {
  readonly load: (client: Client) => Promise<unknown>;
  readonly run: (
    link: ScriptLink,
    keys: number,
    args: (string | number)[],
    answered: (reply: unknown) => void,
    failed: (cause: unknown) => void,
  ) => void;
};

/** What Redis said, which a link wraps. */
const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  error.cause instanceof Error &&
  error.cause.message.startsWith("NOSCRIPT");

/** Sent by its hash; with its text where the server has lost it (a restart, a flush, another node). */
export const createScript = (text: string): Script => {
  const sha = createHash("sha1").update(text).digest("hex");
  return {
    load: async (client) => client.script("LOAD", text),
    run: (link, keys, args, answered, failed) => {
      const again = (cause: unknown): void => {
        if (isMissing(cause)) {
          link.send((client) => client.eval(text, keys, ...args), answered, failed);
        } else failed(cause);
      };
      link.send((client) => client.evalsha(sha, keys, ...args), answered, again);
    },
  };
};

/** The answer as a promise, for what is not on a chunk's way. */
export const ask = (
  script: Script,
  link: ScriptLink,
  keys: number,
  args: (string | number)[],
): Promise<unknown> =>
  new Promise((resolve, reject) => {
    script.run(link, keys, args, resolve, reject);
  });
