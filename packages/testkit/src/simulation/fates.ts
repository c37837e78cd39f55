import type { StreamId } from "@segno/core";
import type { Doings } from "./actors.ts";
import type { Undertakings } from "./drive.ts";
import type { Host } from "./host.ts";
import type { Plan } from "./plan.ts";
import type { Truth } from "./truth.ts";

export type Fates = {
  readonly plan: Plan;
  readonly id: StreamId;
  readonly truth: Truth;
  readonly undertakings: Undertakings;
  readonly sleep: (ms: number) => Promise<void>;
  readonly hostOf: (process: number) => Host;
  readonly doingsOf: (process: number) => Doings;
  /** Only of a store that can forget. */
  readonly rewind: ((lagMs: number) => void) | undefined;
};

/** What befalls the stream and the processes beside what producers and readers do: stops, troubles, failovers. */
export const beginFates = (fates: Fates): void => {
  const { plan, id, truth, undertakings, sleep, hostOf, doingsOf, rewind } = fates;
  const begin = (name: string, at: number, act: () => Promise<unknown>): void => {
    const later = async (): Promise<unknown> => {
      await sleep(at);
      return act();
    };
    undertakings.begin(name, later());
  };

  for (const [nth, { at, process }] of plan.stops.entries()) {
    begin(`stop ${nth}`, at, () => doingsOf(process).streams.stop(id));
  }
  for (const [nth, { at, process }] of plan.removals.entries()) {
    begin(`removal ${nth}`, at, () => doingsOf(process).streams.remove(id));
  }
  for (const [nth, { at, how, process, forMs }] of plan.troubles.entries()) {
    const host = hostOf(process);
    begin(`trouble ${nth}`, at, async () => {
      if (how === "freeze") host.freeze();
      else host.cut = true;
      await sleep(forMs);
      if (how === "freeze") host.thaw();
      else host.cut = false;
    });
  }
  for (const [nth, { at, lagMs }] of plan.failovers.entries()) {
    begin(`failover ${nth}`, at, async () => {
      rewind?.(lagMs);
      await truth.forgot(id);
      // A failover takes a moment: no epoch of before it can be counted again in the same millisecond.
      await sleep(1);
    });
  }
};
