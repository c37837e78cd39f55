import { readFile, writeFile } from "node:fs/promises";
import { measureAll, names } from "./cli/measure.ts";
import { type Options, optionsOf, usage } from "./cli/options.ts";
import { sayMachine } from "./report/machine.ts";
import { writePage } from "./report/page.ts";
import type { Report } from "./report/report.ts";
import { reportSchema } from "./report/schema.ts";
import { costsOf, heading, rowsOf, summaryOf } from "./report/table.ts";

// npm run bench: every metric beside its yardstick and the peers. A target that is missed is said, and fails nothing;
// what cannot be measured does.
const asked = (): Options => {
  try {
    return optionsOf(process.argv.slice(2), names);
  } catch (cause) {
    console.error(`${cause instanceof Error ? cause.message : cause}\n\n${usage(names)}`);
    process.exit(2);
  }
};

const earlier = async (file: string): Promise<Report> => {
  const report = reportSchema.parse(JSON.parse(await readFile(file, "utf8")));
  console.log([heading(), ...report.metrics.map(rowsOf), costsOf(report.costs)].join("\n"));
  return report;
};

const options = asked();
// Before it takes a quarter of an hour, and not after.
if (options.json) await writeFile(options.json, "", { flag: "a" });
const { report, broken } = options.from
  ? { report: await earlier(options.from), broken: [] }
  : await measureAll(options);
console.log(`\n${[...summaryOf(report.metrics), sayMachine(report.machine)].join("\n")}`);
if (options.json) await writeFile(options.json, `${JSON.stringify(report, null, 2)}\n`);
if (options.write && broken.length === 0) await writePage(report);
process.exit(broken.length > 0 ? 1 : 0);
