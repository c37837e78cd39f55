/** An event as it was stored, by whatever version. */
export type RawEvent = { readonly [key: string]: unknown };

/** One step from an older event towards today's. */
export type Upcaster = {
  /** Without a version: the events of this type that name none. */
  readonly from: { readonly type: string; readonly version?: number };
  /** Pure. */
  readonly up: (raw: RawEvent) => RawEvent;
};

const isRawEvent = (raw: unknown): raw is RawEvent =>
  typeof raw === "object" && raw !== null && !Array.isArray(raw);

const byType = (steps: readonly Upcaster[]): ReadonlyMap<unknown, readonly Upcaster[]> => {
  const table = new Map<unknown, Upcaster[]>();
  for (const step of steps) {
    const same = table.get(step.from.type);
    if (same) same.push(step);
    else table.set(step.from.type, [step]);
  }
  return table;
};

/**
 * One function of ordered steps: the first that matches, then the first that matches what it made, until none
 * does. Each event takes at most as many steps as there are, so steps that go in a circle come to an end, at
 * something that the schema then refuses.
 */
export const upcasters = (steps: readonly Upcaster[]): ((raw: unknown) => unknown) => {
  const table = byType(steps);
  return (raw) => {
    let event = raw;
    for (let taken = 0; taken < steps.length && isRawEvent(event); taken++) {
      const { type, version } = event;
      const step = table.get(type)?.find(({ from }) => from.version === version);
      if (!step) return event;
      event = step.up(event);
    }
    return event;
  };
};
