import { listStreams, readStream, readTtl } from "@segno/client";
import type { MessageEvent } from "@segno/core/browser";
import type { Line } from "../line/line.ts";
import { streamsUrl, streamUrl } from "../shell/address.ts";

/** What a look found: names and values, and a longer text perhaps. */
export type Found = {
  readonly title: string;
  readonly facts: readonly (readonly [name: string, value: string])[];
  readonly text?: string;
};

const seconds = (ms: number | null): string => (ms === null ? "–" : `${(ms / 1_000).toFixed(1)} s`);

const time = (ms: number): string => new Date(ms).toLocaleTimeString();

export const lookAtContent = async (id: string, { fetch }: Line): Promise<Found> => {
  const { content, chunks, eventCount, meta } = await readStream<MessageEvent>(streamUrl(id), {
    fetch,
  });
  return {
    title: "Content",
    facts: [
      ["status", meta.status],
      ["events", String(eventCount)],
      ["chunks", String(chunks)],
      ["started", time(meta.startedAt)],
      ["last activity", time(meta.lastActivity)],
      ["incarnation", meta.incarnation],
    ],
    text: content ?? "",
  };
};

export const lookAtTtl = async (id: string, { fetch }: Line): Promise<Found> => {
  const { streamTtlMs, metaTtlMs, synchronized } = await readTtl(streamUrl(id), { fetch });
  return {
    title: "Time to live",
    facts: [
      ["stream", seconds(streamTtlMs)],
      ["meta", seconds(metaTtlMs)],
      ["synchronized", synchronized ? "yes" : "no"],
    ],
  };
};

export const lookAtActive = async ({ fetch }: Line): Promise<Found> => {
  const { active, inMemoryCount, cursor } = await listStreams(streamsUrl, { fetch });
  return {
    title: "Active streams",
    facts: [
      ["written here", String(inMemoryCount)],
      ...active.map(
        ({ streamId, eventCount, status }) =>
          [streamId, `${status}, ${eventCount} events`] as const,
      ),
      ...(cursor === null ? [] : [["…", "there are more"] as const]),
    ],
  };
};
