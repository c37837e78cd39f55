import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import type { Tell } from "../cast/orders.ts";
import type { Answer, Order } from "./messages.ts";
import type { Place } from "./over-redis.ts";
import type { Killed } from "./stage.ts";

const program = fileURLToPath(new URL("./actor.ts", import.meta.url));

/** A process of one's own, as the director sees it. */
export type ActorProcess = {
  readonly pid: number;
  /** Settles with the answer that ends the performance. */
  readonly perform: <T extends "seen" | "written">(
    order: Order,
    awaited: T,
    tell: Tell,
  ) => Promise<Extract<Answer, { type: T }> | Killed>;
  readonly kill: () => Promise<void>;
  readonly signal: (signal: NodeJS.Signals) => void;
};

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

export const startActor = async (place: Place): Promise<ActorProcess> => {
  // Runs as this process runs: from the sources, by the same loader.
  const child = fork(program, { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  let killed = false;
  let hear: (message: Answer) => void = () => {};
  let lose: (error: Error) => void = () => {};
  child.on("message", (message: Answer) => hear(message));
  child.on("error", (error) => lose(error));
  child.on("exit", (code, signal) => {
    lose(new Error(`The process ${child.pid} of an actor ended by itself (${signal ?? code})`));
  });

  const until = <T extends Answer["type"]>(
    order: Order,
    awaited: T,
    tell: Tell,
  ): Promise<Extract<Answer, { type: T }> | Killed> =>
    new Promise((resolve, reject) => {
      lose = (error) => (killed ? resolve("killed") : reject(error));
      hear = (message) => {
        if (message.type === "report") tell(message.report);
        if (message.type === awaited) resolve(message as Extract<Answer, { type: T }>);
      };
      if (gone(child)) return lose(new Error("The process of an actor is gone"));
      child.send(order, (error) => error && lose(error));
    });

  await until({ type: "place", place }, "ready", () => {});
  return {
    pid: child.pid ?? -1,
    perform: until,
    kill: async () => {
      killed = true;
      if (gone(child)) return;
      const exit = once(child, "exit");
      child.kill("SIGKILL");
      await exit;
    },
    signal: (signal) => void child.kill(signal),
  };
};
