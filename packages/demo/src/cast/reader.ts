import { setTimeout as sleep } from "node:timers/promises";
import { isSegnoError } from "@segno/core";
import { seeded, within } from "../source/random.ts";
import type { Open } from "./open.ts";
import type { ReadOrder, Seen, Tell } from "./orders.ts";
import { createReporter } from "./reporter.ts";
import { createNotes, endingOf } from "./seen.ts";

/** Longer than it takes any producer of this story to begin. */
const waitMs = 20_000;

const cut = new Error("cut off");

/** A cut that was meant to come while it waits comes after so many more events at the latest. */
const latest = 15;

/**
 * Follows an answer to its end. Whoever is cut off comes back with a service, and over Redis a connection, of its
 * own: what it had read is its own, and its position is all that the library gets.
 */
export const read = async (open: Open, order: ReadOrder, tell: Tell): Promise<Seen> => {
  const random = seeded(order.seed);
  const notes = createNotes(order.after);
  const { report, end } = createReporter(tell, notes.fresh);
  const standing = () => ({ events: notes.events(), position: notes.mark().position });

  /** One stretch of reading; null where it was cut off. */
  const stretch = async (): Promise<Seen | null> => {
    const streams = open();
    const line = new AbortController();
    const { position } = notes.mark();
    let untilCut = order.cuts ? within(random, order.cuts.every) : Number.POSITIVE_INFINITY;
    try {
      const events = streams.follow(order.streamId, {
        after: position,
        signal: line.signal,
        wait: waitMs,
      });
      for await (const event of events) {
        notes.take(event);
        report({ doing: "reading", ...standing() });
        const ending = endingOf(event);
        if (ending) return notes.close(ending, event.type === "failed" ? event.code : null);
        if (notes.events() === order.leaveAfter) return notes.close("left", null);
        untilCut -= 1;
        // Now between two events, now while it waits for the next: soon, but not for the length of a page.
        const soon = untilCut === 0 && random() < 0.5;
        if (soon) setTimeout(() => line.abort(cut), within(random, [0, 5]));
        else if (untilCut === 0 || untilCut === -latest) line.abort(cut);
        if (order.rests && notes.events() % order.rests.every === 0) {
          report({ doing: "resting", ...standing() });
          await sleep(order.rests.ms);
        }
      }
      return notes.close("broken", "ended without an ending");
    } catch (error) {
      if (error === cut) return null;
      return notes.close("broken", isSegnoError(error) ? error.code : String(error));
    } finally {
      await streams.close();
    }
  };

  for (;;) {
    const seen = await stretch();
    if (seen || !order.cuts) {
      end();
      return seen ?? notes.close("broken", "cut off");
    }
    report({ doing: "away", ...standing() });
    const away = within(random, order.cuts.awayMs);
    const at = notes.mark().offset;
    await sleep(away);
    notes.resumed();
    tell({ type: "happening", what: `cut after event ${at}, away for ${away} ms, resumes` });
  }
};
