import type { EraseOptions, ErasureReceipt, Streams } from "@segno/core";
import type { Said } from "../../kit/stage.ts";
import { overAdapter, type ServiceSaboteur, withStreams } from "./service-saboteur.ts";

const laws = {
  all: "an erasure removes all of a person's streams, live and ended, and nobody else's",
  told: "who reads or writes what is erased is told, and nothing of it comes back",
  meanwhile: "what a person starts while an erasure runs is erased too, or the receipt says so",
  cut: "an erasure that is cut short is finished by the next, and a third finds nothing",
  places: "a person's places as a reader are erased, and what others wrote and read stays",
  names: "an erasure of nobody, or by what is no name, is refused and erases nothing",
};

type Erase = (options: EraseOptions) => Promise<ErasureReceipt>;

const erasing = (
  name: string,
  breaks: readonly string[],
  change: (streams: Streams<Said>) => Erase,
): ServiceSaboteur => ({
  name,
  breaks,
  create: withStreams((streams) => ({ erase: change(streams) })),
});

/** By hand, from a list as it is when it is asked for. */
const byHand =
  (only?: "active" | "ended") =>
  (streams: Streams<Said>): Erase =>
  async ({ owner }) => {
    const asked = { owner, ...(only && { only }), limit: 1_000 };
    const { streams: found } = await streams.list(asked);
    for (const { streamId, incarnation } of found) {
      await streams.remove(streamId, { incarnation }).catch(() => {});
    }
    // What comes in this moment is no longer looked at.
    for (let at = 0; at < 5; at++) await streams.list({ limit: 1 });
    const ids = found.map(({ streamId }) => streamId) as unknown as ErasureReceipt["streams"];
    const events = found.reduce((sum, { eventCount }) => sum + eventCount, 0);
    const live = found.filter(({ status }) => status === "active").length;
    const counts = { streams: ids.length, live, events, beside: {} };
    const times = { startedAt: 1, finishedAt: 1 };
    return { owner, streams: ids, notFound: [], counts, ...times, complete: true };
  };

export const erasingServiceSaboteurs: readonly ServiceSaboteur[] = [
  erasing("erases what has ended alone", [laws.all, laws.told], byHand("ended")),
  erasing("erases what lives alone", [laws.all], byHand("active")),
  erasing("looks once", [laws.meanwhile], byHand()),
  erasing("has no places to erase", [laws.places], byHand()),
  erasing("goes on erasing for who has left", [laws.cut], (streams) => {
    return ({ signal: _, ...options }) => streams.erase(options);
  }),
  erasing("erases everybody's", [laws.all, laws.names], (streams) => async (options) => {
    const receipt = await streams.erase(options);
    const { streams: others } = await streams.list({ limit: 1_000 });
    for (const { streamId } of others) await streams.remove(streamId).catch(() => {});
    return receipt;
  }),
  erasing("says of nothing what it was", [laws.all], (streams) => async (options) => ({
    ...(await streams.erase(options)),
    streams: [],
  })),
  overAdapter("forgets an owner's streams with their end", [laws.all, laws.cut]),
];
