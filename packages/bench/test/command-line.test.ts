import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ownServers } from "@segno/tools/test-redis";
import { afterAll, expect, test } from "vitest";
import { optionsOf } from "../src/cli/options.ts";
import { reportSchema } from "../src/report/schema.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "segno-bench-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Ran = { readonly code: number; readonly stdout: string; readonly stderr: string };

/** From the sources: what it measures this way says little, and how it works says all. */
const bench = (...args: readonly string[]): Promise<Ran> =>
  new Promise((resolve) => {
    const program = ["--conditions=source", "--import", "tsx", "packages/bench/src/index.ts"];
    execFile(process.execPath, [...program, ...args], { cwd: root }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });

test.skipIf(!ownServers)(
  "a metric is measured, shown and written",
  async () => {
    const file = join(folder, "figures.json");
    const { code, stdout, stderr } = await bench(
      ...["--quick", "--only", "start-stop,bytes-per-event", "--json", file],
    );
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });

    const { metrics, machine, quick } = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    expect(metrics.map(({ name }) => name)).toEqual(["bytes-per-event", "start-stop"]);
    expect(metrics.map(({ figures }) => figures.length)).toEqual([4, 1]);
    for (const { ours, raw, ratio, peers, target } of metrics) {
      expect(ours).toBeGreaterThan(0);
      expect(ratio).toBe(ours / (raw ?? Number.NaN));
      expect(peers["assistant-stream"]).toBeGreaterThan(0);
      expect(target).toContain("≤");
    }
    expect(quick).toBe(true);
    expect(Object.keys(machine.packages)).toContain("resumable-stream");
    for (const { name } of metrics) expect(stdout).toContain(name);
  },
  60_000,
);

test.skipIf(!ownServers)(
  "a line over HTTP is measured beside the peer's, each from a process of its own",
  async () => {
    const file = join(folder, "lines.json");
    const { code, stderr } = await bench("--quick", "--only", "sse-latency", "--json", file);
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });

    const { metrics } = reportSchema.parse(JSON.parse(readFileSync(file, "utf8")));
    const figures = metrics.flatMap(({ figures }) => figures);
    expect(figures.map(({ name }) => name)).toEqual(["empty", "100,000 events"]);
    for (const { ours, raw, yardstick } of figures) {
      expect(ours).toBeGreaterThan(0);
      expect(raw).toBeGreaterThan(0);
      expect(yardstick).toBe("durable-streams");
    }
  },
  60_000,
);

test("what cannot be done is named before anything is measured", () => {
  const names = ["growth", "start-stop"];
  const asked = (...args: readonly string[]) => optionsOf(args, names);
  expect(() => asked("--only", "growth,appends")).toThrow("There is no metric appends.");
  expect(() => asked("--only", "growth", "--write")).toThrow("--write takes all figures");
  expect(() => asked("--quick", "--write")).toThrow("not those of a --quick run");
  expect(() => asked("--from", "x.json", "--quick")).toThrow("--from measures nothing");
  expect(() => asked("--from", "x.json", "--only", "growth")).toThrow("--from measures nothing");
  expect(() => asked("--fast")).toThrow("--fast");
  expect(asked("--only", "growth", "--only", "start-stop").only).toEqual(names);
});
