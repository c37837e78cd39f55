import { Command } from "commander";
import type { Act, Scene } from "../act.ts";
import type { Check, Verdict } from "../doctor/check.ts";
import { clusterCheck } from "../doctor/cluster.ts";
import { distanceChecks } from "../doctor/distance.ts";
import { rightsCheck } from "../doctor/rights.ts";
import { settingsChecks } from "../doctor/settings.ts";
import { exitCodes } from "../exit-codes.ts";
import type { Tone } from "../output/paint.ts";
import { shownAddress } from "../place/place.ts";

type Flags = { readonly probe: boolean };

const marks: Readonly<Record<Verdict, readonly [mark: string, tone: Tone]>> = {
  ok: ["✓", "green"],
  warn: ["!", "yellow"],
  fail: ["✗", "red"],
  unknown: ["?", "dim"],
};

const nameWidth = 11;

const linesOf = ({ check, verdict, found, advice }: Check, { paint }: Scene["out"]): string[] => {
  const [mark, tone] = marks[verdict];
  const line = `${paint(tone, mark)} ${check.padEnd(nameWidth)}  ${found}`;
  return advice === null ? [line] : [line, `${" ".repeat(nameWidth + 4)}${paint("dim", advice)}`];
};

const work = async (scene: Scene, { probe }: Flags): Promise<number> => {
  const { redis, clustered, place, out } = scene;
  let isWell = true;
  const tell = async (checks: readonly Check[]): Promise<void> => {
    for (const check of checks) {
      if (check.verdict === "fail") isWell = false;
      if (out.json) await out.record(check);
      else await out.lines(linesOf(check, out));
    }
  };
  out.note(`Redis at ${shownAddress(place.url)}`);
  await tell(settingsChecks(await redis.info().catch(() => null)));
  await tell([await clusterCheck(redis, clustered)]);
  await tell(await distanceChecks(redis));
  if (probe) {
    out.progress("trying a stream …");
    await tell([await rightsCheck(scene)]);
  }
  return isWell ? exitCodes.ok : exitCodes.failed;
};

export const doctorCommand = (act: Act): Command =>
  new Command("doctor")
    .summary("look whether the server will do")
    .description(
      "Looks at the server's version, settings, memory, clock and distance, and tries a stream of its own, which it " +
        "removes. Ends with 1 where a check failed; warnings do not.",
    )
    .option("--no-probe", "write nothing: what this user may do is not tried")
    .action(act<Flags>(work));
