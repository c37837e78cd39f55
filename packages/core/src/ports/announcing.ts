import { isRight } from "fp-ts/lib/Either.js";
import type { StreamId } from "../stream/ids.ts";
import type { Appended, Batch, EventStore } from "./event-store.ts";
import { type AppendedNotice, maxNoticeBytes, type Notice, type Notifier } from "./notifier.ts";
import { fitsIn } from "./utf8.ts";

const noticeOf = ({ entries, end }: Batch, { place, duplicate }: Appended): AppendedNotice => {
  const { incarnation, epoch, offset: last } = place;
  const first = last - entries.length + 1;
  const inline = !duplicate && fitsIn(entries, maxNoticeBytes);
  // Most are of this kind, and what is written out is made faster than what is put together.
  if (inline && !end) return { _tag: "appended", incarnation, epoch, first, last, entries };
  const range = { _tag: "appended", incarnation, epoch, first, last } as const;
  return { ...range, ...(end && { terminal: end.terminal }), ...(inline && { entries }) };
};

/**
 * Makes a store announce what it appended and removed, after its commit. A notice is a hint: that one could not
 * be published fails nothing, since followers look for themselves. (Redis announces in its script instead.)
 */
export const announcing = (store: EventStore, notifier: Notifier): EventStore => {
  const announce = (id: StreamId, notice: Notice, toProducer: boolean): void => {
    const hint = () => {};
    notifier.publish(id, "events", notice).catch(hint);
    if (toProducer) notifier.publish(id, "control", notice).catch(hint);
  };
  return {
    read: (id, after, limit) => store.read(id, after, limit),
    head: (id) => store.head(id),
    expiry: (id) => store.expiry(id),
    append: async (id, batch, expected) => {
      const answer = await store.append(id, batch, expected);
      if (isRight(answer) && (batch.entries.length > 0 || batch.takeOver)) {
        announce(id, noticeOf(batch, answer.right), expected._tag !== "after");
      }
      return answer;
    },
    remove: async (id, incarnation) => {
      const answer = await store.remove(id, incarnation);
      if (isRight(answer)) announce(id, { _tag: "removed", incarnation }, true);
      return answer;
    },
  };
};
