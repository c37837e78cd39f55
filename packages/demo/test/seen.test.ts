import type { MessageEvent, Recorded } from "@segno/core";
import { describe, expect, test } from "vitest";
import { createNotes } from "../src/cast/seen.ts";

const at = 1_700_000_000_000;
const placed = (offset: number) => ({ at, offset, position: `p${offset}` });

/** A stream's events as a follower gets them; the positions are none, which no reader looks into. */
const started = (reset = false) =>
  ({
    type: "started",
    incarnation: "01JD0000000000000000000000",
    ...placed(1),
    ...(reset && { reset }),
  }) as unknown as Recorded<MessageEvent>;

const said = (offset: number, data: MessageEvent) =>
  ({ type: "chunk", data, ...placed(offset) }) as unknown as Recorded<MessageEvent>;

const begun = said(2, { type: "ai-message-start", messageId: "answer" });
const piece = (offset: number, content: string) =>
  said(offset, { type: "ai-message-chunk", messageId: "answer", content });
const completed = (offset: number) =>
  ({
    type: "completed",
    chunks: offset - 2,
    ...placed(offset),
  }) as unknown as Recorded<MessageEvent>;

const taking = (...events: Recorded<MessageEvent>[]) => {
  const notes = createNotes();
  for (const event of events) notes.take(event);
  return notes;
};

describe("a reader's notes", () => {
  test("of a whole answer", () => {
    const notes = taking(started(), begun, piece(3, "da "), piece(4, "segno"), completed(5));
    expect(notes.close("completed", null)).toEqual({
      text: "da segno",
      message: { status: "complete", content: "da segno" },
      events: 5,
      resumes: 0,
      gaps: 0,
      doubles: 0,
      resets: 0,
      mark: { position: "p5", offset: 5 },
      ending: "completed",
      code: null,
    });
  });

  test("count every event that never came", () => {
    const notes = taking(started(), begun, piece(5, "segno"));
    expect(notes.close("left", null)).toMatchObject({ gaps: 2, doubles: 0 });
  });

  test("count every event that came again", () => {
    const notes = taking(started(), begun, piece(3, "da "), piece(3, "da "), piece(4, "segno"));
    expect(notes.close("left", null)).toMatchObject({ gaps: 0, doubles: 1, text: "da da segno" });
  });

  test("begin anew with a reset", () => {
    const notes = createNotes({ position: "old", offset: 77 });
    for (const event of [started(true), begun, piece(3, "segno")]) notes.take(event);
    expect(notes.close("left", null)).toMatchObject({
      text: "segno",
      events: 3,
      gaps: 0,
      doubles: 0,
      resets: 1,
    });
    expect(notes.fresh()).toEqual({ said: "segno", anew: true });
  });

  test("take a beginning that is not marked as a reset for events that came again", () => {
    const notes = createNotes({ position: "old", offset: 77 });
    for (const event of [started(), begun]) notes.take(event);
    expect(notes.close("left", null)).toMatchObject({ doubles: 1, resets: 0 });
  });

  test("tell each letter once", () => {
    const notes = taking(started(), begun, piece(3, "da "));
    expect(notes.fresh()).toEqual({ said: "da ", anew: false });
    notes.take(piece(4, "segno"));
    expect(notes.fresh()).toEqual({ said: "segno", anew: false });
    expect(notes.fresh()).toEqual({ said: "", anew: false });
  });
});
