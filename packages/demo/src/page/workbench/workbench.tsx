import { stopStream } from "@segno/client";
import { type ReactNode, useId, useState, useSyncExternalStore } from "react";
import type { TextInfo } from "../../wire.ts";
import { ask } from "../chat/ask.ts";
import { createTap, type Tap } from "../chat/tap.ts";
import { useIsCut, useLine } from "../line/use-line.ts";
import { streamUrl } from "../shell/address.ts";
import { Events } from "./events.tsx";
import { Field } from "./field.tsx";
import { Findings } from "./findings.tsx";
import { Listener, type Listening } from "./listener.tsx";
import { type Found, lookAtActive, lookAtContent, lookAtTtl } from "./look.ts";

type Props = {
  readonly tap: Tap;
  readonly intervalMs: number;
  readonly texts: readonly TextInfo[];
  readonly store: string;
};

/** Every call that a stream answers, and what came of it. It has a line of its own. */
export const Workbench = ({ tap, intervalMs, texts, store }: Props): ReactNode => {
  const ids = { text: useId() };
  const line = useLine();
  const isCut = useIsCut(line);
  const [own] = useState(createTap);
  const [typed, setTyped] = useState<string | null>(null);
  const [text, setText] = useState("");
  const [after, setAfter] = useState("");
  const [listening, setListening] = useState<Listening | null>(null);
  const [found, setFound] = useState<Found | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  const source = listening ? own : tap;
  const seen = useSyncExternalStore(source.subscribe, source.look);
  const shown = useSyncExternalStore(tap.subscribe, () => tap.look()?.streamId ?? "");
  const id = typed ?? shown;

  const act = async (doing: Promise<Found | string | null>): Promise<void> => {
    try {
      const outcome = await doing;
      setTrouble(typeof outcome === "string" ? outcome : null);
      if (outcome !== null && typeof outcome !== "string") setFound(outcome);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  const chosen = texts.find((one) => one.id === text) ?? texts[0];
  const start = (): Promise<void> =>
    act(
      ask(
        id,
        { prompt: chosen?.question ?? "?", text: chosen?.id ?? "", intervalMs, anew: true },
        line,
      ),
    );
  const stop = (): Promise<void> =>
    act(
      stopStream(streamUrl(id), { fetch: line.fetch, reason: "from the workbench" }).then(
        ({ terminal }) => ({ title: "Stop", facts: [["ending", terminal]] }),
      ),
    );

  return (
    <aside className="workbench" aria-label="Workbench" data-cut={isCut}>
      <header>
        <h2>Workbench</h2>
        <small>{store && `kept in ${store}`}</small>
        <button
          type="button"
          className="quiet"
          aria-pressed={isCut}
          onClick={() => (isCut ? line.mend() : line.cut())}
        >
          {isCut ? "Restore its line" : "Cut its line"}
        </button>
      </header>
      <section aria-label="The stream">
        <Field
          label="Stream"
          value={id}
          placeholder="the chat’s, as soon as there is one"
          onChange={(value) => setTyped(value === "" ? null : value)}
        />
        <div className="field">
          <label htmlFor={ids.text}>Says</label>
          <select
            id={ids.text}
            value={chosen?.id ?? ""}
            onChange={({ target }) => setText(target.value)}
          >
            {texts.map((one) => (
              <option key={one.id} value={one.id}>
                {one.id} ({one.bytes.toLocaleString("en")} bytes)
              </option>
            ))}
          </select>
        </div>
        <div className="buttons">
          <button type="button" disabled={id === ""} onClick={start}>
            Start
          </button>
          <button type="button" disabled={id === ""} onClick={stop}>
            Stop
          </button>
          <button type="button" disabled={id === ""} onClick={() => act(lookAtContent(id, line))}>
            Content
          </button>
          <button type="button" disabled={id === ""} onClick={() => act(lookAtTtl(id, line))}>
            TTL
          </button>
          <button type="button" onClick={() => act(lookAtActive(line))}>
            Active
          </button>
        </div>
        {trouble && (
          <p className="refusal" role="alert">
            {trouble}
          </p>
        )}
        {found && <Findings {...found} />}
      </section>
      <section aria-label="Listen">
        <Field
          label="After"
          value={after}
          placeholder="0: from the beginning"
          onChange={setAfter}
        />
        <div className="buttons">
          <button
            type="button"
            disabled={id === ""}
            onClick={() => setListening({ id, after: after.trim() || "0" })}
          >
            Listen
          </button>
          <button type="button" disabled={!listening} onClick={() => setListening(null)}>
            Leave
          </button>
        </div>
        {listening && (
          <Listener
            key={`${listening.id} ${listening.after}`}
            {...listening}
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
