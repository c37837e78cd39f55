import { withBench } from "../bench.ts";
import { costs, measureCosts } from "../costs/index.ts";
import { type Metric, metricOf } from "../measure/metric.ts";
import { metrics } from "../metrics/index.ts";
import { machineOf } from "../report/machine.ts";
import type { Cost, Report } from "../report/report.ts";
import { costsOf, heading, progress, rowsOf } from "../report/table.ts";
import type { Options } from "./options.ts";

/** Everything that can be asked for by name. */
export const names: readonly string[] = [...metrics.keys(), costs];

/** Measures what was asked for and shows each as it is done; what broke is told apart. */
export const measureAll = async ({
  quick,
  only,
}: Options): Promise<{ readonly report: Report; readonly broken: readonly string[] }> => {
  const wanted = (name: string): boolean =>
    only.length > 0 ? only.includes(name) : !(quick && name === costs);
  const broken: string[] = [];
  const attempt = async <T>(name: string, work: () => Promise<T>): Promise<T | null> => {
    if (!wanted(name)) return null;
    progress(`  measuring ${name} …`);
    const found = await work().catch((cause: unknown) => {
      broken.push(name);
      progress("");
      console.error(`! ${name} broke:`, cause);
      return null;
    });
    progress("");
    return found;
  };

  console.log(heading());
  const measured: Metric[] = [];
  for (const [name, measure] of metrics) {
    const metric = await attempt(name, async () => metricOf(name, await withBench(quick, measure)));
    if (!metric) continue;
    measured.push(metric);
    console.log(rowsOf(metric));
  }
  const prices: readonly Cost[] = (await attempt(costs, measureCosts)) ?? [];
  if (prices.length > 0) console.log(costsOf(prices));
  const machine = await withBench(true, ({ redis }) => machineOf(redis));
  const day = new Date().toISOString().slice(0, 10);
  return { report: { metrics: measured, costs: prices, machine, day, quick }, broken };
};
