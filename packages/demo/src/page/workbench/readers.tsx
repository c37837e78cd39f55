import { type ReactNode, useCallback, useState } from "react";
import type { AckWindow } from "../../wire.ts";
import type { Line } from "../line/line.ts";
import { Refusal } from "../shell/refusal.tsx";
import { Field } from "./field.tsx";
import { Player, type Progress } from "./player.tsx";
import { Waiting } from "./waiting.tsx";
import type { Waited } from "./window-of.ts";

type Props = {
  readonly id: string;
  readonly line: Line;
  /** The life that is looked at, where its writer waits for somebody. */
  readonly waited: Waited | null;
  /** Begins an answer whose writer waits. Returns why there is none. */
  readonly onStart: (ackWindow: AckWindow) => Promise<string | null>;
  /** For whom the writer of this stream is held. */
  readonly onHeld: (reader: string | null) => void;
};

const devices = ["Phone", "Desk"] as const;
const most = 1_000;

/** A reader on two devices: what it has played is known on both, and a writer may wait for it. */
export const Readers = ({ id, line, waited, onStart, onHeld }: Props): ReactNode => {
  const [typed, setTyped] = useState("ann");
  const [chunks, setChunks] = useState(24);
  const [trouble, setTrouble] = useState<string | null>(null);
  const [open, setOpen] = useState<readonly string[]>([]);
  const [progress, setProgress] = useState<Readonly<Record<string, Progress>>>({});
  /** As far as this page knows, also of devices that have left. */
  const [furthest, setFurthest] = useState<Omit<Progress, "isThere"> | null>(null);
  const reader = typed.trim() || "ann";

  const onProgress = useCallback((name: string, now: Progress | null) => {
    setProgress(({ [name]: _, ...others }) => (now ? { ...others, [name]: now } : others));
    if (!now) return;
    setFurthest((before) =>
      before?.incarnation === now.incarnation && before.acked >= now.acked ? before : now,
    );
  }, []);
  const held = waited?.reader;
  const tellHeld = useCallback(
    (isHeld: boolean) => onHeld(isHeld && held !== undefined ? held : null),
    [onHeld, held],
  );
  const start = async (): Promise<void> => setTrouble(await onStart({ reader, chunks }));
  const isThere =
    held === reader &&
    Object.values(progress).some((one) => one.isThere && one.incarnation === waited?.incarnation);
  const acked = furthest?.incarnation === waited?.incarnation ? (furthest?.acked ?? 0) : 0;

  return (
    <section aria-label="Reader">
      <Field label="Reader" value={typed} placeholder="ann" onChange={setTyped} />
      <Field
        label="May owe"
        value={String(chunks)}
        onChange={(value) =>
          setChunks(Math.max(1, Math.min(Number(value.replace(/\D/g, "")), most)))
        }
      />
      <div className="buttons">
        <button type="button" onClick={() => void start()}>
          Start, and wait for {reader}
        </button>
        {devices.map((name) => (
          <button
            key={name}
            type="button"
            disabled={open.includes(name)}
            onClick={() => setOpen([...open, name])}
          >
            Play on {name.toLowerCase()}
          </button>
        ))}
      </div>
      <Refusal why={trouble} />
      {waited && (
        <Waiting
          key={waited.incarnation}
          {...waited}
          acked={acked}
          isThere={isThere}
          onHeld={tellHeld}
        />
      )}
      {devices
        .filter((name) => open.includes(name))
        .map((name) => (
          <Player
            key={`${name} ${id} ${reader}`}
            name={name}
            id={id}
            reader={reader}
            line={line}
            onProgress={onProgress}
            onLeave={() => setOpen(open.filter((one) => one !== name))}
          />
        ))}
    </section>
  );
};
