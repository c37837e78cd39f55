import type { Attributes, Histogram, Meter } from "@opentelemetry/api";
import type { Appending } from "@segno/core";

export type Histograms = {
  readonly appended: (of: Appending) => void;
  readonly heard: (id: string, lagMs: number) => void;
  readonly behind: (id: string, events: number) => void;
};

/** In seconds, as OpenTelemetry has durations; an append takes a fraction of a millisecond, or a failover. */
const seconds = [
  0.0002, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 10, 60,
];
const events = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const sizes = [16, 32, 64, 128, 256, 512, 1_024, 4_096, 16_384, 65_536, 262_144];
const backlog = [0, 1, 10, 100, 1_000, 10_000, 100_000];

export const createHistograms = (meter: Meter, attributes: Attributes): Histograms => {
  const histogram = (
    name: string,
    unit: string,
    description: string,
    explicitBucketBoundaries: number[],
  ): Histogram =>
    meter.createHistogram(name, { unit, description, advice: { explicitBucketBoundaries } });
  const duration = histogram(
    "segno.append.duration",
    "s",
    "From sending a batch to its acknowledgement",
    seconds,
  );
  const batch = histogram("segno.append.batch.size", "{event}", "Events of a batch", events);
  const size = histogram("segno.append.event.size", "By", "Mean size of a batch's events", sizes);
  const lag = histogram(
    "segno.follow.lag",
    "s",
    "From the making of an event to its coming live, by the clocks of both processes",
    seconds,
  );
  const behind = histogram(
    "segno.follow.behind",
    "{event}",
    "How far behind the end a follower was when it read a page",
    backlog,
  );
  return {
    appended: (of) => {
      duration.record(of.ms / 1_000, attributes);
      batch.record(of.events, attributes);
      size.record(of.bytes / of.events, attributes);
    },
    heard: (_, lagMs) => lag.record(lagMs / 1_000, attributes),
    behind: (_, count) => behind.record(count, attributes),
  };
};
