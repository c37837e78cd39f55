import { useStream } from "@segno/client/react";
import { type MessageEvent, placeOf } from "@segno/core/browser";
import { type ReactNode, useEffect, useState } from "react";
import type { Line } from "../line/line.ts";
import { streamUrl } from "../shell/address.ts";
import { GrowingText } from "./text.tsx";
import { useAcks } from "./use-acks.ts";

/** How far a device of the reader has come. */
export type Progress = {
  readonly incarnation: string;
  /** The offset up to which it has acknowledged, or began after. */
  readonly acked: number;
  /** Whether its line is open. */
  readonly isThere: boolean;
};

type Props = {
  readonly name: string;
  readonly id: string;
  readonly reader: string;
  readonly line: Line;
  /** Null once it has left. */
  readonly onProgress: (name: string, progress: Progress | null) => void;
  readonly onLeave: () => void;
};

/** One device of a reader: it goes on where the reader was, and acknowledges what it plays. */
export const Player = ({ name, id, reader, line, onProgress, onLeave }: Props): ReactNode => {
  /** What it had played when it was paused; null while it plays. */
  const [paused, setPaused] = useState<string | null>(null);
  const isPaused = paused !== null;
  const [acked, setAcked] = useState<string | null>(null);
  const url = streamUrl(id);
  const ack = useAcks(url, reader, line);
  const { text, status, error, events, resume } = useStream<MessageEvent>(url, {
    reader,
    fetch: line.fetch,
    wake: line.wake,
    keepEvents: true,
    text: (event) => (event.type === "ai-message-chunk" ? event.content : ""),
  });
  const [first, last] = [events[0], events.at(-1)];
  const position = last?.position;
  useEffect(() => {
    if (isPaused || position === undefined) return;
    ack(position);
    setAcked(position);
  }, [isPaused, position, ack]);

  const begun = first && placeOf(first.position);
  const place = acked === null ? null : placeOf(acked);
  const incarnation = begun?.incarnation ?? null;
  const before = (begun?.offset ?? 1) - 1;
  const offset = place?.incarnation === incarnation ? (place?.offset ?? before) : before;
  const isThere = status === "streaming";
  useEffect(() => {
    if (incarnation) onProgress(name, { incarnation, acked: offset, isThere });
  }, [name, incarnation, offset, isThere, onProgress]);
  useEffect(() => () => onProgress(name, null), [name, onProgress]);

  const over = status === "completed" || status === "stopped" || status === "failed";
  return (
    <section className="player" aria-label={name} data-paused={isPaused}>
      <header>
        <h3>{name}</h3>
        <span>
          {isPaused && !over ? "paused" : status}
          {error && ` (${error.code})`}
          {first && ` · from #${first.offset.toLocaleString("en")}`}
          {offset > 0 && ` · until #${offset.toLocaleString("en")}`}
        </span>
        {error ? (
          <button type="button" className="quiet" onClick={resume}>
            Try again
          </button>
        ) : (
          <button
            type="button"
            className="quiet"
            data-on={isPaused}
            disabled={over}
            onClick={() => setPaused(isPaused ? null : text)}
          >
            {isPaused ? "Play on" : "Pause"}
          </button>
        )}
        <button type="button" className="quiet" onClick={onLeave}>
          Leave
        </button>
      </header>
      <GrowingText text={paused ?? text} />
    </section>
  );
};
