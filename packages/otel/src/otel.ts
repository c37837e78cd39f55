import { type MeterProvider, metrics, type TracerProvider, trace } from "@opentelemetry/api";
import type { Observer } from "@segno/core";
import { attributesOf } from "./attributes.ts";
import { createHistograms } from "./histograms.ts";
import { createSpans } from "./spans.ts";
import { watchStats } from "./stats.ts";

export type OtelOptions = {
  /** By default the global ones, as they are when a service is opened. */
  readonly meterProvider?: MeterProvider;
  readonly tracerProvider?: TracerProvider;
};

/** Of the instrumentation, as OpenTelemetry calls it. */
const scope = "@segno/otel";

/**
 * What a service does, as OpenTelemetry metrics and spans: `createStreams({ ..., observer: otel() })`. Counters and
 * gauges cost nothing until they are collected. All of a tenant carries `segno.tenant`; several services on one meter
 * provider are counted together.
 */
export const otel = (options: OtelOptions = {}): Observer => ({
  open: (service) => {
    const meter = (options.meterProvider ?? metrics).getMeter(scope);
    const tracer = (options.tracerProvider ?? trace).getTracer(scope);
    const attributes = attributesOf(service.tenant);
    const unwatch = watchStats(meter, service);
    const histograms = createHistograms(meter, attributes);
    const spans = createSpans(tracer, attributes);
    return {
      ...spans,
      appended: (of) => {
        histograms.appended(of);
        spans.appended(of);
      },
      heard: histograms.heard,
      behind: histograms.behind,
      close: unwatch,
    };
  },
});
