import type { AppendedNotice, Notice, StreamId, Subscription, Topic } from "@segno/core";
import type { Trial } from "./trial.ts";

/** Listens and keeps what it hears. */
export type Ear = {
  readonly heard: Notice[];
  readonly close: Subscription["close"];
  /** Waits until so many notices have been heard. */
  readonly hears: (count: number, otherwise: string) => Promise<void>;
};

export const listen = async (trial: Trial, id: StreamId, topic: Topic): Promise<Ear> => {
  const heard: Notice[] = [];
  const { close } = await trial.notifier.subscribe(id, topic, (notice) => {
    heard.push(notice);
  });
  return {
    heard,
    close,
    hears: (count, otherwise) => trial.soon(() => heard.length >= count, otherwise),
  };
};

/** What a notice says beside its entries, which may be left out of it. */
export const gist = (notice: Notice): Omit<AppendedNotice, "entries"> | Notice => {
  if (notice._tag !== "appended") return notice;
  const { entries: _, ...rest } = notice;
  return rest;
};
