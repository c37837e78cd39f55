import { systemClock } from "@segno/core";
import { demand } from "./law.ts";
import type { VirtualClock } from "./virtual-clock.ts";

/** What the promise comes to, while time goes on; throws when it does not settle within so much. */
export type Until = <T>(promise: Promise<T>, what: string, withinMs?: number) => Promise<T>;

const pending = Symbol("pending");
/** In real time nothing is waited for longer than this: a call that has ten seconds may take them. */
const patienceMs = 12_000;

export const createUntil =
  (virtual: VirtualClock | undefined): Until =>
  async <T>(promise: Promise<T>, what: string, withinMs = 600_000): Promise<T> => {
    promise.catch(() => {});
    if (virtual) return virtual.until(promise, withinMs, what);
    const limit = Math.min(withinMs, patienceMs);
    let cancel = (): void => {};
    const late = new Promise<typeof pending>((resolve) => {
      cancel = systemClock.after(limit, () => resolve(pending));
    });
    const first = await Promise.race([promise, late]).finally(() => cancel());
    demand(first !== pending, `Still not after ${limit} ms: ${what}`);
    return first as T;
  };
