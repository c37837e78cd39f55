import { isSegnoError } from "@segno/core";
import type { Event } from "../log/history.ts";
import type { Proc } from "./proc.ts";

/** All that a stream holds, as a calm reader finds it; null where nothing is there. */
export const storedIn = async (calm: Proc, stream: string): Promise<readonly Event[] | null> => {
  try {
    return (await calm.streams.read(stream)).events;
  } catch (error) {
    if (isSegnoError(error, "not-found") || isSegnoError(error, "trimmed")) return null;
    throw error;
  }
};
