import { type ChildProcess, spawn } from "node:child_process";

/**
 * Ends our servers when we are gone, even when we were killed with SIGKILL, and removes their folders: a shell
 * that reads `+ pid`, `- pid`, `own folder` and `off folder` from us until its input closes. SIGKILL comes last,
 * for the deaf.
 */
const script = `
pids=" "
set --
while read -r op it; do
  case "$op" in
    +) pids="$pids$it " ;;
    -) case "$pids" in *" $it "*) pids="\${pids%% $it *} \${pids#* $it }" ;; esac ;;
    own) set -- "$@" "$it" ;;
    off) for one; do shift; [ "$one" = "$it" ] || set -- "$@" "$one"; done ;;
  esac
done
for pid in $pids; do kill -CONT "$pid"; kill -TERM "$pid"; done
[ "$pids" = " " ] || sleep 2
for pid in $pids; do kill -KILL "$pid"; done
for folder; do rm -rf "$folder"; done
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

function tell(line: string): void {
  guard ??= start();
  guard.stdin?.write(`${line}\n`);
}

/** From now on this process is ended when ours is, however ours ends. */
export const watch = (pid: number): void => tell(`+ ${pid}`);

/** This process has ended: its number may soon be somebody else's. */
export const unwatch = (pid: number): void => tell(`- ${pid}`);

/** From now on this folder is removed when our process ends, however it ends. */
export const own = (folder: string): void => tell(`own ${folder}`);

/** This folder is gone. */
export const disown = (folder: string): void => tell(`off ${folder}`);
