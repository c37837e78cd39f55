import type { Asking, Reply } from "../connection/client.ts";

/** The replies to what was sent together, the errors among them too. */
export const repliesOf = async (chain: Asking): Promise<readonly Reply[]> => {
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

/** The results of what was sent together; the first error among them rejects. */
export const resultsOf = async (chain: Asking): Promise<unknown[]> =>
  (await repliesOf(chain)).map(resultOf);

/** Milliseconds since 1970, of what TIME answers: seconds and microseconds. */
export const msOf = (time: unknown): number => {
  const [seconds, micros] = time as readonly unknown[];
  return Number(seconds) * 1000 + Math.floor(Number(micros) / 1000);
};
