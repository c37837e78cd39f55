import type { NamesOf } from "../errors/check-options.ts";
import type { HeadFilter } from "../stream/filter.ts";
import type { StartOptions } from "./begin.ts";
import type { EraseOptions } from "./erase.ts";
import type { FollowOptions } from "./follow.ts";
import type { ConsumeOptions } from "./groups/terms.ts";
import type { InventoryOptions } from "./inventory.ts";
import type { ListOptions } from "./list.ts";
import type { RemoveOptions } from "./remove.ts";
import { defaultSettings } from "./settings.ts";
import type { StopOptions } from "./stop.ts";
import type { StreamsOptions } from "./streams.ts";
import type { SweepOptions } from "./sweep.ts";

export const streamsNames: NamesOf<StreamsOptions<unknown>> = {
  ...defaultSettings,
  store: true,
  notifier: true,
  catalogue: true,
  cursors: true,
  groups: true,
  compact: true,
  compactAtEnd: true,
  erasables: true,
  storeStats: true,
  observer: true,
  close: true,
  forTenant: true,
  chunk: true,
  text: true,
  upcast: true,
  clock: true,
  ids: true,
};

export const startNames: NamesOf<StartOptions> = {
  owner: true,
  kind: true,
  metadata: true,
  ifStale: true,
  ifEnded: true,
  ackWindow: true,
  leaseMs: true,
  activeTtlMs: true,
  endedTtlMs: true,
  holdUntil: true,
};

export const followNames: NamesOf<FollowOptions> = {
  after: true,
  reader: true,
  signal: true,
  wait: true,
};

export const consumeNames: NamesOf<ConsumeOptions> = {
  group: true,
  consumer: true,
  batch: true,
  idleMs: true,
  maxDeliveries: true,
  onDeadLetter: true,
  from: true,
  signal: true,
  wait: true,
};

export const stopNames: NamesOf<StopOptions> = { by: true, reason: true, incarnation: true };

export const removeNames: NamesOf<RemoveOptions> = { incarnation: true };

const filterNames: NamesOf<HeadFilter> = { only: true, owner: true, kind: true, olderThan: true };

export const listNames: NamesOf<ListOptions> = { ...filterNames, cursor: true, limit: true };

export const inventoryNames: NamesOf<InventoryOptions> = { ...filterNames, signal: true };

export const sweepNames: NamesOf<SweepOptions> = {
  ...filterNames,
  cursor: true,
  limit: true,
  signal: true,
  dryRun: true,
};

export const eraseNames: NamesOf<EraseOptions> = {
  owner: true,
  reader: true,
  everywhere: true,
  signal: true,
};
