import type { Violation } from "../frame/violation.ts";

/** What came of everything that happened at once. */
export type Tally = {
  streams: number;
  followers: number;
  deliveries: number;
  events: number;
  takeovers: number;
  troubles: number;
  /** Starts that gave up, typed and in their time, because the store was out of reach. */
  unreached: number;
  readonly violations: Violation[];
};

export const noTally = (): Tally => ({
  streams: 0,
  followers: 0,
  deliveries: 0,
  events: 0,
  takeovers: 0,
  troubles: 0,
  unreached: 0,
  violations: [],
});

const short = (count: number): string =>
  count < 10_000 ? String(count) : `${(count / 1_000).toFixed(0)}k`;

export const tallied = (tally: Tally): string => {
  const bad = tally.violations.length;
  const { deliveries, streams, followers, events, takeovers, troubles, unreached } = tally;
  return (
    `bad = ${bad} of ${short(deliveries)} deliveries; ${short(events)} events, ${streams} streams, ` +
    `${short(followers)} followers, ${takeovers} takeovers, ${troubles} troubles, ${unreached} starts out of reach`
  );
};
