import { Agent, get, type IncomingMessage } from "node:http";
import { mark, msSince } from "./mark.ts";
import type { Tail } from "./origin.ts";

/** How late an event came, and which of its stream it is. */
export type Hear = (ms: number, n: number) => void;

/** Each has a line of its own, which no other request uses. */
const agent = new Agent({ keepAlive: false });

const request = ({ url, headers }: Tail): Promise<IncomingMessage> =>
  new Promise((resolve, reject) => {
    get(url, { agent, headers }, resolve).once("error", reject);
  });

/** Reads a tail with as little as can be, the same for every server: what comes is only searched for marks. */
export const listen = async (
  tail: Tail,
  heard: Hear,
  lost: (cause: Error) => void,
): Promise<() => void> => {
  const response = await request(tail);
  if (response.statusCode !== 200)
    throw new Error(`${tail.url} is answered with ${response.statusCode}`);
  let rest = "";
  let left = false;
  response.setEncoding("utf8");
  response.on("data", (piece: string) => {
    const text = rest + piece;
    // A line that has not come to its end is looked at with what follows.
    const end = text.lastIndexOf("\n") + 1;
    rest = text.slice(end);
    for (const [, n, appendedAt = ""] of text.slice(0, end).matchAll(mark))
      heard(msSince(appendedAt), Number(n));
  });
  response.on("close", () => left || lost(new Error(`${tail.url} has ended`)));
  response.on("error", () => {});
  return () => {
    left = true;
    response.destroy();
  };
};
