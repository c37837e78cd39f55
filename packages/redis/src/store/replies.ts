import type { Chain } from "../connection/client.ts";

/** The results of a pipeline or a MULTI; the first error among them rejects. */
export const resultsOf = async (chain: Chain): Promise<unknown[]> => {
  const replies = await chain.exec();
  if (!replies) throw new Error("the transaction was discarded");
  return replies.map(([error, result]) => {
    if (error) throw error;
    return result;
  });
};

/** Milliseconds since 1970, of what TIME answers: seconds and microseconds. */
export const msOf = (time: unknown): number => {
  const [seconds, micros] = time as readonly unknown[];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
};
