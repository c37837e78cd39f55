import type { Chain, Client, Reply, Scripting } from "./client.ts";
import type { Link, ScriptLink } from "./link.ts";
import { unavailable } from "./sending.ts";

/** What is sent in one turn waits together: WAIT is for all that its connection has written before it. */
const createWait = (waitMs: number): ((client: Client) => Promise<unknown>) => {
  let waiting: Promise<unknown> | null = null;
  return (client) => {
    waiting ??= new Promise((resolve, reject) => {
      process.nextTick(() => {
        waiting = null;
        client.wait(1, waitMs).then(resolve, reject);
      });
    });
    return waiting;
  };
};

/** Sends scripts with WAIT behind each, over the connection to the node that their keys are on. */
const onNode = (client: Client, waitMs: number): Both => {
  const both = async (run: (chain: Chain) => Chain) => {
    const results: readonly Reply[] | null = await run(client.pipeline()).wait(1, waitMs).exec();
    const [reply, copies] = results ?? [];
    for (const [error] of [reply ?? [null], copies ?? [null]]) if (error) throw error;
    return [reply?.[1], copies?.[1]] as const;
  };
  return {
    eval: (...args) => both((chain) => chain.eval(...args)),
    evalsha: (...args) => both((chain) => chain.evalsha(...args)),
  };
};

/** A reply, and how many replicas have what was written. */
type Both = {
  readonly [run in keyof Scripting]: (
    ...args: Parameters<Scripting[run]>
  ) => Promise<readonly [reply: unknown, copies: unknown]>;
};

/**
 * Before a connection that nobody else uses: a script is answered once a replica has what it wrote. Else it is
 * `store-unavailable`, and whoever sends it again is told that it was stored before, once a replica has that. WAIT blocks
 * its connection, and says nothing of what other connections wrote.
 */
export const replicated = (link: Link, waitMs: number): ScriptLink => {
  const waited = createWait(waitMs);
  const onServer = (client: Client): Both => ({
    eval: (...args) => Promise.all([client.eval(...args), waited(client)]),
    evalsha: (...args) => Promise.all([client.evalsha(...args), waited(client)]),
  });
  const checked = async (both: Promise<readonly [unknown, unknown]>): Promise<unknown> => {
    const [reply, copies] = await both;
    if (Number(copies) > 0) return reply;
    throw unavailable(`No replica of the server had it within ${waitMs} ms.`);
  };
  const scripting = (client: Client): Scripting => {
    const run = client.isCluster ? onNode(client, waitMs) : onServer(client);
    return {
      eval: (...args) => checked(run.eval(...args)),
      evalsha: (...args) => checked(run.evalsha(...args)),
    };
  };
  return {
    send: (command, answered, failed) =>
      link.send((client) => command(scripting(client)), answered, failed),
  };
};
