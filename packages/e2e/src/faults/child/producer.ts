import { setTimeout as pause } from "node:timers/promises";
import { codeOf } from "../stage/calling.ts";
import { openProc, templateOf } from "../stage/proc.ts";
import type { Errand, Told } from "./messages.ts";

// A producer in a process of its own, to be frozen and killed. It tells its parent before it writes, and after.
const errand = JSON.parse(process.argv[2] ?? "{}") as Errand;
const { port, kind, stream, name, gapMs, leaseMs, graceMs, floodBytes } = errand;

const at = (): number => performance.timeOrigin + performance.now();
const tell = (told: Told): void => void process.send?.(told);

// Whoever started it is gone: so is the reason to write.
process.on("disconnect", () => process.exit(0));

const proc = openProc(name, kind, templateOf(`redis://127.0.0.1:${port}`), {
  settings: { leaseMs, graceMs, heartbeatMs: Math.floor(leaseMs / 5) },
});
const writer = await proc.streams.start(stream);
tell({ type: "started", position: writer.position, at: at() });
writer.signal.addEventListener("abort", () =>
  tell({ type: "over", code: codeOf(writer.signal.reason), at: at() }),
);

const flood = async (pad: string): Promise<void> => {
  for (let n = 0; !writer.signal.aborted; n++) {
    await writer.write({ w: name, n, pad }).catch(() => {});
  }
};

const writeOn = async (): Promise<void> => {
  for (let n = 0; !writer.signal.aborted; n++) {
    await writer.ready.catch(() => {});
    tell({ type: "writing", n, at: at() });
    writer.write({ w: name, n }).then(
      (position) => tell({ type: "done", n, position }),
      (error: unknown) => tell({ type: "failed", n, code: codeOf(error) }),
    );
    await pause(gapMs);
  }
};

await (floodBytes === undefined ? writeOn() : flood("x".repeat(floodBytes)));
await proc.close();
process.disconnect();
