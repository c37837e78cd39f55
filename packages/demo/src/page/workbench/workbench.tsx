import { type ReactNode, type Ref, useCallback, useState, useSyncExternalStore } from "react";
import type { AckWindow, Library } from "../../wire.ts";
import { ask } from "../chat/ask.ts";
import type { Held } from "../chat/device.tsx";
import { createTap, type Tap } from "../chat/tap.ts";
import { LineButton } from "../line/line-button.tsx";
import { useIsCut, useLine } from "../line/use-line.ts";
import { turnId } from "../shell/address.ts";
import { Commands } from "./commands.tsx";
import { Events } from "./events.tsx";
import { Field } from "./field.tsx";
import { Listener } from "./listener.tsx";
import { Readers } from "./readers.tsx";
import { waitedIn } from "./window-of.ts";

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
  /** For whom the writer of a stream is held. */
  readonly onHeld: (held: Held | null) => void;
};

type Listening = { readonly id: string; readonly after: string; readonly time: number };

/** Every call that a stream answers, and what came of it. It has a line of its own. */
export const Workbench = (props: Props): ReactNode => {
  const { chat, tap, library, intervalMs, place, onInterval, onStarted, onHeld } = props;
  const line = useLine();
  const isCut = useIsCut(line);
  const [own] = useState(createTap);
  const [typed, setTyped] = useState("");
  const [after, setAfter] = useState("");
  const [picked, setPicked] = useState("");
  const [listening, setListening] = useState<Listening | null>(null);
  const source = listening ? own : tap;
  const seen = useSyncExternalStore(source.subscribe, source.look);
  const shown = useSyncExternalStore(tap.subscribe, tap.look);
  const id = typed || (shown?.streamId ?? turnId(chat, 1));
  const text = library.texts.find((one) => one.id === picked) ?? library.texts[0];
  const listen = (): void =>
    setListening({ id, after: after.trim() || "0", time: performance.now() });
  const start = async (ackWindow?: AckWindow): Promise<string | null> => {
    if (!text) return null;
    const body = { prompt: text.question, text: text.id, intervalMs, anew: true, ackWindow };
    const why = await ask(id, body, line);
    if (why === null) onStarted();
    return why;
  };
  const tellHeld = useCallback(
    (reader: string | null) => onHeld(reader === null ? null : { id, reader }),
    [id, onHeld],
  );

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
          text={text}
          onText={setPicked}
          onStart={start}
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
      <Readers
        key={id}
        id={id}
        line={line}
        waited={waitedIn(shown, id)}
        onStart={start}
        onHeld={tellHeld}
      />
      <section aria-label="Events">
        <h3>{listening ? "Events of this listener" : "Events of this device"}</h3>
        <Events events={seen?.events ?? []} onPick={setAfter} />
      </section>
    </aside>
  );
};
