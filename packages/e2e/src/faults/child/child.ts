import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { placeOf } from "../check/places.ts";
import type { WriterLog } from "../log/history.ts";
import { settledAs } from "../stage/calling.ts";
import type { Stage } from "../stage/stage.ts";
import type { Errand, Told } from "./messages.ts";

const program = fileURLToPath(new URL("./producer.ts", import.meta.url));
const root = fileURLToPath(new URL("../../../../../", import.meta.url));

/** A producer in a process of its own. */
export type Child = {
  readonly log: WriterLog;
  readonly signal: (signal: NodeJS.Signals) => void;
  readonly kill: () => Promise<void>;
  /** When its writer was told that it was over (on `performance.now()` of this process), and why. */
  readonly over: Promise<{ readonly code: string; readonly at: number }>;
  readonly written: () => number;
};

const gone = (child: ChildProcess): boolean => child.exitCode !== null || child.signalCode !== null;

/** Its times on this process' clock. */
const here = (at: number): number => at - performance.timeOrigin;

const note = (log: WriterLog, told: Told): void => {
  if (told.type === "writing") {
    log.writes.push({ n: told.n, begunAt: here(told.at), outcome: { _tag: "open" } });
    return;
  }
  const write = told.type === "done" || told.type === "failed" ? log.writes[told.n] : undefined;
  if (!write) return;
  if (told.type === "done") write.outcome = { _tag: "done", position: told.position };
  if (told.type === "failed") write.outcome = settledAs(told.code);
};

/** Starts it, and resolves once its stream has begun; ended by its own pid when the stage closes. */
export const startChild = async (stage: Stage, errand: Errand): Promise<Child> => {
  // From the sources, whatever loader this process itself runs with.
  const child = fork(program, [JSON.stringify(errand)], {
    cwd: root,
    execArgv: ["--conditions=source", "--import", "tsx"],
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
  const kill = async (): Promise<void> => {
    if (gone(child)) return;
    const exit = once(child, "exit");
    child.kill("SIGKILL");
    await exit;
  };
  stage.before(kill);
  const { name, stream } = errand;
  const log: WriterLog = {
    name,
    stream,
    incarnation: "",
    position: "",
    startedAt: 0,
    takenOver: false,
    writes: [],
    cut: true,
  };
  let tellOver: (how: { code: string; at: number }) => void = () => {};
  const over = new Promise<{ code: string; at: number }>((resolve) => {
    tellOver = resolve;
  });
  const position = await new Promise<string>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code, signal) => reject(new Error(`the child ended (${signal ?? code})`)));
    child.on("message", (told: Told) => {
      note(log, told);
      if (told.type === "over") tellOver({ code: told.code, at: here(told.at) });
      if (told.type === "started") {
        Object.assign(log, { startedAt: here(told.at) });
        resolve(told.position);
      }
    });
  });
  const adopted = Object.assign(log, {
    position,
    incarnation: placeOf(stream, position)?.incarnation ?? "",
  });
  stage.adopt(adopted);
  return {
    log: adopted,
    signal: (signal) => void child.kill(signal),
    kill,
    over,
    written: () => log.writes.length,
  };
};
