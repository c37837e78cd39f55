import type { Failure } from "../failure.ts";
import type { Io, Sink } from "../io.ts";
import { type Paint, paintFor } from "./paint.ts";
import { tame } from "./tame.ts";

/** What a command says: results on stdout, all else on stderr. */
export interface Output {
  readonly json: boolean;
  readonly paint: Paint;
  /** Of a terminal, how wide it is. */
  readonly room: number | undefined;
  /** Text as it is, made harmless where a terminal shows it. Resolves when there is room for more. */
  text(text: string): Promise<void>;
  lines(lines: readonly string[]): Promise<void>;
  /** With --json: one object, on a line of its own. */
  record(value: object): Promise<void>;
  /** For who looks on: it is not there in a pipe, nor with --json. */
  note(text: string): void;
  /** The same, on a line that the next one replaces. */
  progress(text: string): void;
  failure(failure: Failure): void;
  /** Aborts when nothing more can be written to stdout, with what it said. */
  readonly unread: AbortSignal;
}

/** Whoever read it has seen enough. */
export const isClosedPipe = (error: unknown): boolean =>
  error instanceof Error && "code" in error && error.code === "EPIPE";

const written = (sink: Sink, text: string, until: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (until.aborted || sink.write(text)) return resolve();
    sink.once("drain", resolve);
    until.addEventListener("abort", () => resolve(), { once: true });
  });

export const createOutput = ({ stdout, stderr, env }: Io, json: boolean): Output => {
  const paint = paintFor(stdout, env);
  const aside = paintFor(stderr, env);
  const gone = new AbortController();
  const watched = stderr.isTTY === true && !json;
  let inProgress = false;
  let inLine = false;
  stdout.on("error", (error) => gone.abort(error));
  stderr.on("error", () => {});

  const clear = (): void => {
    if (inProgress) stderr.write("\r\u001b[K");
    inProgress = false;
  };
  /** Where both are one terminal, what is said aside begins on a line of its own. */
  const aLine = (): void => {
    clear();
    if (inLine && stdout.isTTY && stderr.isTTY) stderr.write("\n");
    inLine = false;
  };
  const text = (said: string): Promise<void> => {
    if (said === "") return Promise.resolve();
    clear();
    inLine = !said.endsWith("\n");
    return written(stdout, said, gone.signal);
  };

  return {
    json,
    paint,
    room: stdout.isTTY ? stdout.columns : undefined,
    text: (said) => text(stdout.isTTY ? tame(said) : said),
    lines: (lines) => text(lines.map((line) => `${line}\n`).join("")),
    record: (value) => text(`${JSON.stringify(value)}\n`),
    note: (said) => {
      aLine();
      if (watched) stderr.write(`${aside("dim", tame(said))}\n`);
    },
    progress: (said) => {
      if (!watched) return;
      stderr.write(`\r\u001b[K${aside("dim", said)}`);
      inProgress = true;
    },
    failure: (failure) => {
      aLine();
      const { error, message, hint } = failure;
      if (json) stderr.write(`${JSON.stringify(failure)}\n`);
      else {
        stderr.write(`${aside("red", `segno: ${error}`)}: ${tame(message)}\n`);
        if (hint !== "") stderr.write(`       ${aside("dim", hint)}\n`);
      }
    },
    unread: gone.signal,
  };
};
