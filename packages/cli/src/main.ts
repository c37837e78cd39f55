#!/usr/bin/env node
import { Interrupted } from "./failure.ts";
import { run } from "./run.ts";

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

const interrupted = new AbortController();
for (const [signal, code] of Object.entries(signals)) {
  process.on(signal, () => {
    // Asked a second time, it does not wait for the server.
    if (interrupted.signal.aborted) process.exit(code);
    interrupted.abort(new Interrupted(signal as keyof typeof signals, code));
  });
}

const { stdin, stdout, stderr, env } = process;
// Whoever reads our lines may have seen enough; `run` ends what it does then.
stdout.on("error", () => {});
const code = await run(process.argv.slice(2), {
  stdin,
  stdout,
  stderr,
  env,
  interrupted: interrupted.signal,
});
// Once all is printed: stdin, or a server that says no goodbye, would keep the process.
stdout.write("", () => process.exit(code));
