import { MeterProvider, MetricReader } from "@opentelemetry/sdk-metrics";
import { otel } from "@segno/otel";
import type { Bench } from "../bench.ts";
import { type Figure, medianFigure } from "../measure/figure.ts";
import { inTurn, rate } from "../measure/rounds.ts";
import { write } from "../payload.ts";

/** Keeps what it is told, as one that is scraped does. */
class OnDemand extends MetricReader {
  protected override async onShutdown(): Promise<void> {}
  protected override async onForceFlush(): Promise<void> {}
}

/** Appending with OpenTelemetry's metrics, beside appending without an observer. */
export const metricsCost = async (bench: Bench): Promise<readonly Figure[]> => {
  const count = bench.quick ? 16_000 : 200_000;
  const meterProvider = new MeterProvider({ readers: [new OnDemand()] });
  const observed = bench.open({ observer: otel({ meterProvider }) });
  const side = (streams: Bench["streams"]) => () =>
    rate(count, () => streams.run(bench.fresh(), (run) => write(run, count)));
  const rounds = await inTurn(bench.rounds * 2, { raw: side(bench.streams), ours: side(observed) });
  return [
    medianFigure(
      { unit: "chunks/s", targets: [{ of: "raw", least: 0.95 }], yardstick: "without" },
      rounds,
    ),
  ];
};
