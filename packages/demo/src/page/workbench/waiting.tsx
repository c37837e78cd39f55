import { type ReactNode, useEffect } from "react";
import { ackLeaseMs } from "../../wire.ts";
import { useLasting } from "../chat/use-lasting.ts";
import type { Waited } from "./window-of.ts";

type Props = Waited & {
  readonly acked: number;
  /** Whether a device of the reader is. */
  readonly isThere: boolean;
  readonly onHeld: (isHeld: boolean) => void;
};

const number = (value: number): string => value.toLocaleString("en");

/** How much the reader owes, and whether its writer is held for that. To be made anew for each life. */
export const Waiting = (props: Props): ReactNode => {
  const { reader, chunks, written, acked, isThere, isLive, onHeld } = props;
  const isGone = useLasting(!isThere, ackLeaseMs);
  // What comes first is no chunk.
  const owed = Math.max(0, written - Math.max(1, acked));
  // Who is gone holds it for as long as its lease runs; what goes beyond the window is not held.
  const isHeld = isLive && (isThere ? owed >= chunks : !isGone && owed === chunks);
  useEffect(() => {
    onHeld(isHeld);
    return () => onHeld(false);
  }, [isHeld, onHeld]);

  const owes = `${reader} owes ${number(owed)} of ${number(chunks)} chunks`;
  const lease = `${ackLeaseMs / 1_000} s`;
  const said = (): string => {
    if (!isLive) return `The answer is over; it was held for ${reader}.`;
    if (isGone && owed > chunks) return `${reader} has left: the answer goes on`;
    if (isHeld) return isThere ? `Held: ${owes}` : `Held for ${lease}: ${owes}, and is not there`;
    if (isThere || acked > 0) return owes;
    return `Waits for ${reader}, who may owe ${number(chunks)} chunks`;
  };
  return (
    <div className="waiting" data-held={isHeld}>
      <meter
        aria-label={`Chunks that ${reader} owes`}
        min={0}
        max={chunks}
        value={Math.min(owed, chunks)}
      />
      <p>{said()}</p>
      <p className="unseen" role="status">
        {isHeld ? "The writer is held." : ""}
      </p>
    </div>
  );
};
