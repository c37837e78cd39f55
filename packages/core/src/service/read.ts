import { isLeft } from "fp-ts/lib/Either.js";
import { SegnoError } from "../errors/segno-error.ts";
import type { Page } from "../ports/event-store.ts";
import type { Recorded } from "../stream/events.ts";
import { expiresAtOf } from "../stream/head.ts";
import type { StreamId } from "../stream/ids.ts";
import type { Place } from "../stream/position.ts";
import type { Context } from "./context.ts";
import { createDecoder } from "./decoder.ts";
import { type Description, descriptionOf } from "./describe.ts";
import { failureOf } from "./failure.ts";
import { firstLimit, nextLimit } from "./paging.ts";
import { patienceOf, persist } from "./persist.ts";
import { verdictOf } from "./verdict.ts";

/** All that a stream holds at one moment. */
export type Content<A> = {
  readonly streamId: StreamId;
  /** What its payloads say, joined by the `text` that the streams were created with; null without one. */
  readonly content: string | null;
  readonly chunks: number;
  readonly eventCount: number;
  readonly meta: Description;
  readonly events: readonly Recorded<A>[];
};

/** What an event says. A `text` that cannot tell is like a schema that cannot: the message names the event. */
const saidBy = <A>(id: StreamId, event: Recorded<A>, text: (data: A) => string): string => {
  if (event.type !== "chunk") return "";
  try {
    const said: unknown = text(event.data);
    if (typeof said === "string") return said;
    throw new TypeError(`${typeof said} is no text`);
  } catch (cause) {
    const why = `\`text\` failed: ${failureOf(cause).message}`;
    throw new SegnoError("bad-entry", `Event ${event.offset} of stream ${id}: ${why}`, { cause });
  }
};

/** How often the whole is read anew when another life begins while its pages are read. */
const mostTries = 5;

/** Reads a stream as far as it went when the first page was read. */
export const read = async <A>(
  context: Context<A>,
  id: StreamId,
  text: ((data: A) => string) | undefined,
): Promise<Content<A>> => {
  const { store, settings } = context;
  const decode = createDecoder(context, id);
  const patience = patienceOf(context, settings.commandTimeoutMs, `read ${id}`);
  let limit = firstLimit(settings.pageEvents);

  const whole = async (): Promise<Content<A> | null> => {
    const events: Recorded<A>[] = [];
    let first: Page | null = null;
    let place: Place | null = null;
    do {
      const after: Place | null = place;
      const answer = await persist(patience, () => store.read(id, after, limit));
      if (isLeft(answer)) {
        const standing = { id, offset: 0, waitLeft: 0, aheadFor: Infinity, graceMs: 0 };
        const expiresAt = first && expiresAtOf(first.head);
        const verdict = verdictOf(answer.left, { ...standing, expiresAt });
        throw verdict._tag === "end"
          ? verdict.error
          : new SegnoError("not-found", `There is no stream ${id}`);
      }
      const page: Page = answer.right;
      limit = nextLimit(limit, page.entries, settings.pageEvents);
      first ??= page;
      const { incarnation } = page.head;
      if (incarnation !== first.head.incarnation) return null;
      for (const { entry, epoch, offset } of page.entries) {
        if (offset > first.head.offset) break;
        events.push(decode(entry, epoch, offset, page.head));
        place = { incarnation, epoch, offset };
      }
    } while (place && place.offset < first.head.offset);
    let content: string | null = null;
    if (text) {
      content = "";
      for (const event of events) content += saidBy(id, event, text);
    }
    const meta = descriptionOf(id, first.head, first.now, place?.epoch ?? first.head.epoch);
    const { chunks, eventCount } = meta;
    return { streamId: id, content, chunks, eventCount, meta, events };
  };

  for (let tries = 0; tries < mostTries; tries++) {
    const content = await whole();
    if (content) return content;
  }
  throw new SegnoError(
    "superseded",
    `Stream ${id} was begun anew again and again while it was read`,
  );
};
