import type { ScriptLink } from "../connection/link.ts";
import type { Script } from "../scripts/script.ts";
import type { Args } from "./append.ts";

/** Runs a script. By callbacks as far as the reply: of every chunk's way, this promise is all that is ours. */
export const running =
  (link: ScriptLink, keys: number) =>
  <T>(script: Script, args: Args, read: (reply: unknown) => T): Promise<T> =>
    new Promise((resolve, reject) => {
      const answered = (reply: unknown): void => {
        try {
          resolve(read(reply));
        } catch (cause) {
          reject(cause);
        }
      };
      script.run(link, keys, args, answered, reject);
    });
