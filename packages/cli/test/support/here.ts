import { Readable, Writable } from "node:stream";
import { redisUrl } from "@segno/tools/test-redis";
import { run } from "../../src/index.ts";
import type { Sink } from "../../src/io.ts";

export type Ran = { readonly code: number; readonly out: string; readonly err: string };

type Options = {
  readonly input?: string | Readable;
  readonly env?: Readonly<Record<string, string>>;
  /** As if a terminal showed it, with so many columns. */
  readonly columns?: number;
  readonly stdout?: Sink;
};

const keeping = (kept: string[], columns?: number): Sink => {
  const sink = new Writable({
    write: (text, _, done) => {
      kept.push(String(text));
      done();
    },
  });
  return columns === undefined ? sink : Object.assign(sink, { isTTY: true, columns });
};

/** Runs a command line within this process, on the run's server. */
export const segno = async (
  args: readonly string[],
  { input = "", env = {}, columns, stdout }: Options = {},
): Promise<Ran> => {
  const out: string[] = [];
  const err: string[] = [];
  const code = await run(args, {
    stdin:
      typeof input === "string" ? Readable.from(input === "" ? [] : [Buffer.from(input)]) : input,
    stdout: stdout ?? keeping(out, columns),
    stderr: keeping(err, columns),
    env: { REDIS_URL: redisUrl(), ...env },
    interrupted: new AbortController().signal,
  });
  return { code, out: out.join(""), err: err.join("") };
};

/** The objects of lines of JSON. */
export const records = (text: string): Record<string, unknown>[] =>
  text
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
