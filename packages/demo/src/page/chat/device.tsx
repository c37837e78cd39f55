import { type ReactNode, type Ref, useId, useImperativeHandle, useRef } from "react";
import type { TextInfo } from "../../wire.ts";
import { LineButton } from "../line/line-button.tsx";
import { useIsCut, useLine } from "../line/use-line.ts";
import { Sign } from "../shell/sign.tsx";
import { useStuck } from "../shell/use-stuck.ts";
import { ask } from "./ask.ts";
import { Composer } from "./composer.tsx";
import { Standing } from "./standing.tsx";
import type { Tap } from "./tap.ts";
import { Turn } from "./turn.tsx";
import { useLasting } from "./use-lasting.ts";
import { useTurns } from "./use-turns.ts";

/** What the keyboard may ask of a device. */
export type DeviceHandle = {
  readonly focus: () => void;
  readonly toggleLine: () => void;
  readonly stop: () => void;
  /** Has the answer that is being written go on at this pace. */
  readonly setPace: (intervalMs: number) => void;
};

/** The writer of a stream waits for a reader. */
export type Held = { readonly id: string; readonly reader: string };

type Props = {
  readonly chat: string;
  readonly name: string;
  readonly texts: readonly TextInfo[];
  readonly intervalMs: number;
  readonly tap: Tap | null;
  readonly held: Held | null;
  readonly handle?: Ref<DeviceHandle>;
};

/** A line that is had again before that was not lost, for people. */
const unnoticedMs = 500;

/** Somebody who reads along, over a line of their own: it shares nothing with another but the address of the chat. */
export const Device = (props: Props): ReactNode => {
  const { chat, name, texts, intervalMs, tap, held, handle } = props;
  const title = useId();
  const line = useLine();
  const isCut = useIsCut(line);
  const turns = useTurns(chat);
  const { ids, current, facts, before, onFacts } = turns;
  const { ref, atEnd, toEnd } = useStuck();
  const field = useRef<HTMLTextAreaElement>(null);
  const phase = facts?.phase ?? "free";
  const writing = phase === "writing";
  const incarnation = writing ? facts?.incarnation : null;

  const adrift = useLasting(facts?.adrift ?? false, unnoticedMs);

  const toggleLine = (): void => (isCut ? line.mend() : line.cut());
  const onAsk = async (prompt: string, text: string | undefined): Promise<string | null> => {
    const why = await ask(current, { prompt, text, intervalMs, anew: false }, line);
    // Where an answer was lost another takes its place.
    if (why === null && phase === "error") facts?.resume();
    return why;
  };
  const stop = (): void => {
    if (writing) facts?.stop(incarnation ? { incarnation } : {}).catch(() => {});
  };
  const setPace = (ms: number): void => {
    if (incarnation) {
      line.fetch(`/api/pace/${incarnation}/${ms}`, { method: "PUT" }).catch(() => {});
    }
  };
  const focus = (): void => field.current?.focus();
  useImperativeHandle(handle, () => ({ focus, toggleLine, stop, setPace }));

  return (
    <section className="device" aria-labelledby={title} data-cut={isCut} data-device={name}>
      <header>
        <h2 id={title}>{name}</h2>
        <Standing
          phase={phase}
          before={before}
          isCut={isCut}
          adrift={adrift}
          heldFor={held?.id === current ? held.reader : null}
        />
        <LineButton line={line} />
      </header>
      <section
        className="transcript"
        ref={ref}
        aria-label={`Answers on ${name.toLowerCase()}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it is scrolled, by keys too
        tabIndex={0}
      >
        <div className="turns">
          {ids.length === 1 && phase === "free" && (
            <div className="welcome">
              <Sign size={72} />
              <p>Ask, then reload in the middle, cut the line, or open this address elsewhere.</p>
              <p>The answer goes on where you were.</p>
            </div>
          )}
          {ids.map((id) => (
            <Turn key={id} id={id} line={line} tap={tap} onFacts={onFacts} />
          ))}
        </div>
      </section>
      {!atEnd && (
        <button type="button" className="to-end" onClick={toEnd}>
          ↓ To the end
        </button>
      )}
      <Composer
        texts={texts}
        writing={writing}
        fresh={ids.length === 1 && phase === "free"}
        field={field}
        onAsk={onAsk}
        onStop={stop}
      />
    </section>
  );
};
