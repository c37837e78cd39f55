import {
  type Description,
  isSegnoError,
  parseStreamId,
  type StreamGroups,
  type StreamId,
  type StreamTtl,
} from "@segno/core";
import type { Scene } from "../act.ts";
import { type ReaderFinding, readersOf } from "./readers.ts";

/** What is known of a stream; sizes in bytes, times in ms. */
export type Findings = Description & {
  readonly ttl: StreamTtl;
  /** Of its producer: how long it may be silent, and how long it still may be (below 0: it is silent for longer). */
  readonly lease: { readonly leaseMs: number; readonly leftMs: number } | null;
  readonly epoch: number;
  /** What it takes in the store, about; null where the store does not say. */
  readonly bytes: number | null;
  readonly readers: readonly ReaderFinding[];
  /** Null where the store has no groups. */
  readonly groups: StreamGroups["groups"] | null;
  readonly heldFor: readonly string[];
};

const bytesOf = async ({ adapter }: Scene, id: StreamId): Promise<number | null> => {
  try {
    const [bytes] = (await adapter.catalogue.bytes?.([id])) ?? [];
    return bytes ?? null;
  } catch {
    // The right to ask for it is not needed for anything else.
    return null;
  }
};

const groupsOf = async ({ streams }: Scene, id: string): Promise<StreamGroups | null> => {
  try {
    return await streams.groups(id);
  } catch (error) {
    if (isSegnoError(error, "unsupported")) return null;
    throw error;
  }
};

/** Looks a stream up, from all sides. */
export const findingsOf = async (
  scene: Scene,
  id: string,
  names: readonly string[],
): Promise<Findings> => {
  const { streams, adapter } = scene;
  const description = await streams.describe(id);
  const streamId = parseStreamId(id) ?? description.streamId;
  const { head, now } = await adapter.store.head(streamId);
  const [bytes, groups, readers] = await Promise.all([
    bytesOf(scene, streamId),
    groupsOf(scene, id),
    readersOf(scene, description, names),
  ]);
  const lives = head !== null && head.terminal === undefined;
  return {
    ...description,
    lease: lives ? { leaseMs: head.leaseMs, leftMs: head.leaseUntil - now } : null,
    epoch: head?.epoch ?? 0,
    bytes,
    readers,
    groups: groups?.groups ?? null,
    heldFor: groups?.heldFor ?? [],
  };
};
