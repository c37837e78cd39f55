import type { Chain } from "../connection/client.ts";

export type Reply = readonly [error: Error | null, result: unknown];

/** The replies to a pipeline or a MULTI, the errors among them too. */
export const repliesOf = async (chain: Chain): Promise<readonly Reply[]> => {
  const replies = await chain.exec();
  if (!replies) throw new Error("the transaction was discarded");
  return replies;
};

/** Throws where the reply is an error. */
export const resultOf = (reply: Reply | undefined): unknown => {
  const [error, result] = reply ?? [new Error("a reply is missing"), null];
  if (error) throw error;
  return result;
};

/** The results of a pipeline or a MULTI; the first error among them rejects. */
export const resultsOf = async (chain: Chain): Promise<unknown[]> =>
  (await repliesOf(chain)).map(resultOf);

/** Milliseconds since 1970, of what TIME answers: seconds and microseconds. */
export const msOf = (time: unknown): number => {
  const [seconds, micros] = time as readonly unknown[];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
};
