import type { Attributes, BatchObservableCallback, Meter } from "@opentelemetry/api";
import type { ObservedService } from "@segno/core";
import { attributesOf } from "./attributes.ts";
import { counted } from "./counted.ts";
import { watchStores } from "./stores.ts";

/** The numbers of some services as one. Whoever looks at them finds what the closed ones counted, too. */
type Watched = {
  readonly add: (service: ObservedService) => () => void;
};

/** By meter and tenant: of two that observe one metric with the same attributes, OpenTelemetry keeps the last. */
const watchedBy = new WeakMap<Meter, Map<string | null, Watched>>();

const watch = (meter: Meter, attributes: Attributes, onEmpty: () => boolean): Watched => {
  const services = new Set<ObservedService>();
  const observables = counted.map(({ name, isGauge, ...metric }) =>
    isGauge
      ? meter.createObservableUpDownCounter(name, metric)
      : meter.createObservableCounter(name, metric),
  );
  const readings = counted.flatMap(({ readings: all, isGauge }, at) =>
    all.map(([value, of]) => {
      const observable = observables[at] as (typeof observables)[number];
      return { observable, value, isGauge, attributes: { ...attributes, ...of }, past: 0 };
    }),
  );
  const stores = watchStores(meter, attributes);
  const reading: BatchObservableCallback = (result) => {
    const all = [...services].map(({ stats }) => stats());
    for (const { observable, value, attributes: its, past } of readings) {
      result.observe(
        observable,
        all.reduce((sum, stats) => sum + value(stats), past),
        its,
      );
    }
  };
  meter.addBatchObservableCallback(reading, observables);

  return {
    add: (service) => {
      services.add(service);
      const forgetStore = stores.add(service);
      return () => {
        if (!services.delete(service)) return;
        forgetStore();
        const last = service.stats();
        for (const one of readings) if (!one.isGauge) one.past += one.value(last);
        if (services.size > 0 || !onEmpty()) return;
        meter.removeBatchObservableCallback(reading, observables);
        stores.end();
      };
    },
  };
};

/** Reads a service's numbers, with those of others of its tenant, whenever they are collected; returns what ends that. */
export const watchStats = (meter: Meter, service: ObservedService): (() => void) => {
  const { tenant } = service;
  const watched = watchedBy.get(meter) ?? new Map<string | null, Watched>();
  watchedBy.set(meter, watched);
  // What is no tenant's is kept when all have closed: so the last collection before a process ends has it.
  const onEmpty = (): boolean => tenant !== null && watched.delete(tenant);
  const known = watched.get(tenant) ?? watch(meter, attributesOf(tenant), onEmpty);
  watched.set(tenant, known);
  return known.add(service);
};
