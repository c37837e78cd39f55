import type { Metric } from "../measure/metric.ts";

/** One price among those that the capacity plan is made of. */
export type Cost = {
  readonly name: string;
  readonly unit: string;
  readonly value: number;
  readonly what: string;
};

/** What the figures were measured on. */
export type Machine = {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly os: string;
  readonly node: string;
  readonly redis: string;
  /** How many programs wanted a core in the minute before (the load average): figures want less than one. */
  readonly load: number;
  /** The client and the peers, by version. */
  readonly packages: Readonly<Record<string, string>>;
};

/** What `--json` writes and `--from` reads. */
export type Report = {
  readonly metrics: readonly Metric[];
  readonly costs: readonly Cost[];
  readonly machine: Machine;
  /** When it was measured: "2026-11-20". */
  readonly day: string;
  readonly quick: boolean;
};
