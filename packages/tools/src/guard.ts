import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends our servers when we are gone, even when we were killed with SIGKILL: a shell that reads
 * `+ pid` and `- pid` from us until its input closes. SIGKILL comes last, for the deaf.
 */
const script = `
pids=" "
while read -r op pid; do
  case "$op" in
    +) pids="$pids$pid " ;;
    -) case "$pids" in *" $pid "*) pids="\${pids%% $pid *} \${pids#* $pid }" ;; esac ;;
  esac
done
for pid in $pids; do kill -CONT "$pid"; kill -TERM "$pid"; done
[ "$pids" = " " ] && exit 0
sleep 2
for pid in $pids; do kill -KILL "$pid"; done
`;

let guard: ChildProcess | undefined;

function start(): ChildProcess {
  const started = spawn("/bin/sh", ["-c", script], {
    stdio: ["pipe", "ignore", "ignore"],
    detached: true,
  });
  started.on("error", () => {});
  started.stdin?.on("error", () => {});
  started.unref();
  (started.stdin as { unref?: () => void } | null)?.unref?.();
  return started;
}

/** From now on this process is ended when ours is, however ours ends. */
export function watch(pid: number): void {
  guard ??= start();
  guard.stdin?.write(`+ ${pid}\n`);
}

/** This process has ended: its number may soon be somebody else's. */
export function unwatch(pid: number): void {
  guard?.stdin?.write(`- ${pid}\n`);
}
