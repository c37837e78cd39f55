import type { Attributes } from "@opentelemetry/api";
import type { Stats } from "@segno/core";

/** One value of one metric, and which of its kind. */
type Reading = readonly [value: (stats: Stats) => number, attributes?: Attributes];

export type Metric = {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  /** What goes up and down, rather than on and on. */
  readonly isGauge?: true;
  readonly readings: readonly Reading[];
};

const one = (value: (stats: Stats) => number): readonly Reading[] => [[value]];

const each = <Key extends string>(
  attribute: string,
  names: Readonly<Record<Key, string>>,
  of: (stats: Stats) => Readonly<Record<NoInfer<Key>, number>>,
): readonly Reading[] =>
  (Object.keys(names) as Key[]).map((key) => [
    (stats) => of(stats)[key],
    { [attribute]: names[key] },
  ]);

/** What is read from the numbers of a service whenever somebody collects. */
export const counted: readonly Metric[] = [
  {
    name: "segno.streams.active",
    unit: "{stream}",
    description: "Streams that are written here",
    isGauge: true,
    readings: one((stats) => stats.writers),
  },
  {
    name: "segno.starts",
    unit: "{start}",
    description: "How starts went",
    readings: each(
      "segno.start",
      { new: "new", recreated: "recreated", takenOver: "taken-over", refused: "refused" },
      (stats) => stats.starts,
    ),
  },
  {
    name: "segno.ends",
    unit: "{stream}",
    description: "How streams that were written here ended",
    readings: each(
      "segno.end",
      { completed: "completed", failed: "failed", stopped: "stopped", dead: "dead" },
      (stats) => stats.ends,
    ),
  },
  {
    name: "segno.append.events",
    unit: "{event}",
    description: "Events that became durable behind the first, `started`",
    readings: one((stats) => stats.appends.events),
  },
  {
    name: "segno.append.bytes",
    unit: "By",
    description: "What they take, encoded",
    readings: one((stats) => stats.appends.bytes),
  },
  {
    name: "segno.append.duplicates",
    unit: "{batch}",
    description: "Batches that were stored before, by a try whose reply was lost",
    readings: one((stats) => stats.appends.duplicates),
  },
  {
    name: "segno.append.healed_gaps",
    unit: "{gap}",
    description: "Tails that a failover forgot and that were sent again",
    readings: one((stats) => stats.appends.healedGaps),
  },
  {
    name: "segno.producers.lost",
    unit: "{producer}",
    description: "Producers that were declared lost from here",
    readings: one((stats) => stats.producersLost),
  },
  {
    name: "segno.followers.active",
    unit: "{follower}",
    description: "Followers that have begun and not ended",
    isGauge: true,
    readings: one((stats) => stats.followers),
  },
  {
    name: "segno.follow.resumes",
    unit: "{follower}",
    description:
      "Followers that began after a position, by whether what follows it was still there",
    readings: each("segno.resume", { hits: "hit", misses: "miss" }, (stats) => stats.follows),
  },
  {
    name: "segno.follow.events",
    unit: "{event}",
    description: "Events that followers were given",
    readings: each(
      "segno.source",
      { replayed: "replayed", live: "live" },
      (stats) => stats.follows,
    ),
  },
  {
    name: "segno.follow.detached",
    unit: "{follower}",
    description: "How often live let go of a follower that nobody pulled",
    readings: one((stats) => stats.follows.detached),
  },
];
