import {
  formatPosition,
  type Incarnation,
  type LifecycleEvent,
  type Position,
  type StreamId,
} from "@segno/core/browser";

export const id = "answer-1" as StreamId;
export const firstLife = "01JD0000000000000000000000" as Incarnation;
export const secondLife = "01JD0000000000000000000001" as Incarnation;

/** An event as a server sends it. */
export type Sent = {
  readonly position: Position;
  readonly event: LifecycleEvent<unknown> & { readonly offset: number; readonly reset?: true };
};

const at = 1_700_000_000_000;

/** A whole life: started, the chunks, an ending. */
export const life = (
  chunks: readonly unknown[],
  {
    incarnation = firstLife,
    epoch = 7,
    ending = { type: "completed", at, chunks: chunks.length } as LifecycleEvent<unknown>,
  } = {},
): readonly Sent[] => {
  const events: LifecycleEvent<unknown>[] = [
    { type: "started", at, incarnation },
    ...chunks.map((data) => ({ type: "chunk" as const, at, data })),
    ending,
  ];
  return events.map((event, before) => {
    const offset = before + 1;
    return {
      position: formatPosition(id, { incarnation, epoch, offset }),
      event: { ...event, offset },
    };
  });
};

export const frame = ({ position, event }: Sent): string =>
  `id: ${position}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`;

export const greeting = "retry: 0\n: segno\n\n";

/** Scripts, emoji of several code points, line breaks, and what looks like the protocol itself. */
export const realText = [
  "Dal segno: ",
  "Съешь ещё этих мягких булок, ",
  "שלום עולם, مرحبا, ",
  "नमस्ते 👩‍👩‍👧‍👦🏳️‍🌈👍🏽 ",
  "こんにちは世界 𝕬𝖇𝖈 𒀀\n\n",
  "data: not a frame\r\n\r\nid: 5\u2028\u2029",
  "\ufeffe\u0301 — fin.",
] as const;
