import { type ReactNode, type Ref, useState, useSyncExternalStore } from "react";
import type { Library } from "../../wire.ts";
import { createTap, type Tap } from "../chat/tap.ts";
import { LineButton } from "../line/line-button.tsx";
import { useIsCut, useLine } from "../line/use-line.ts";
import { turnId } from "../shell/address.ts";
import { Commands } from "./commands.tsx";
import { Events } from "./events.tsx";
import { Field } from "./field.tsx";
import { Listener } from "./listener.tsx";

type Props = {
  readonly chat: string;
  /** What this device gets. */
  readonly tap: Tap;
  readonly library: Library;
  readonly intervalMs: number;
  readonly place: Ref<HTMLElement>;
  readonly onInterval: (intervalMs: number) => void;
  /** A stream was begun, perhaps anew. */
  readonly onStarted: () => void;
};

type Listening = { readonly id: string; readonly after: string; readonly time: number };

/** Every call that a stream answers, and what came of it. It has a line of its own. */
export const Workbench = (props: Props): ReactNode => {
  const { chat, tap, library, intervalMs, place, onInterval, onStarted } = props;
  const line = useLine();
  const isCut = useIsCut(line);
  const [own] = useState(createTap);
  const [typed, setTyped] = useState("");
  const [after, setAfter] = useState("");
  const [listening, setListening] = useState<Listening | null>(null);
  const source = listening ? own : tap;
  const seen = useSyncExternalStore(source.subscribe, source.look);
  const latest = useSyncExternalStore(tap.subscribe, () => tap.look()?.streamId);
  const id = typed || (latest ?? turnId(chat, 1));
  const listen = (): void =>
    setListening({ id, after: after.trim() || "0", time: performance.now() });

  return (
    <aside ref={place} className="workbench" aria-label="Workbench" data-cut={isCut}>
      <header>
        <h2>Workbench</h2>
        <small>{library.store && `streams in ${library.store}`}</small>
        <LineButton line={line} />
      </header>
      <section aria-label="Commands">
        <Field label="Stream" value={typed} placeholder={id} onChange={setTyped} />
        <Field
          label="Interval, ms"
          value={String(intervalMs)}
          onChange={(value) => onInterval(Math.min(Number(value.replace(/\D/g, "")), 2_000))}
        />
        <Commands
          key={id}
          id={id}
          line={line}
          texts={library.texts}
          intervalMs={intervalMs}
          onStarted={onStarted}
        />
      </section>
      <section aria-label="Listen">
        <Field
          label="After"
          value={after}
          placeholder="0: from the beginning"
          onChange={setAfter}
        />
        <div className="buttons">
          <button type="button" onClick={listen}>
            Listen
          </button>
          <button type="button" disabled={!listening} onClick={() => setListening(null)}>
            Leave
          </button>
        </div>
        {listening && (
          <Listener
            key={listening.time}
            id={listening.id}
            after={listening.after}
            line={line}
            tap={own}
          />
        )}
      </section>
      <section aria-label="Events">
        <h3>{listening ? "Events of this listener" : "Events of this device"}</h3>
        <Events events={seen?.events ?? []} onPick={setAfter} />
      </section>
    </aside>
  );
};
