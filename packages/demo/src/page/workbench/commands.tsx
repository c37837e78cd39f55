import { stopStream } from "@segno/client";
import { type ReactNode, useId, useState } from "react";
import type { TextInfo } from "../../wire.ts";
import type { Line } from "../line/line.ts";
import { streamUrl } from "../shell/address.ts";
import { Refusal } from "../shell/refusal.tsx";
import { Findings } from "./findings.tsx";
import { type Found, lookAtActive, lookAtContent, lookAtTtl } from "./look.ts";

type Props = {
  readonly id: string;
  readonly line: Line;
  readonly texts: readonly TextInfo[];
  /** Which of them is said. */
  readonly text: TextInfo | undefined;
  readonly onText: (id: string) => void;
  /** Begins an answer. Returns why there is none. */
  readonly onStart: () => Promise<string | null>;
};

const stop = async (id: string, { fetch }: Line): Promise<Found> => {
  const reason = "from the workbench";
  const { terminal } = await stopStream(streamUrl(id), { fetch, reason });
  return { title: "Stop", facts: [["the ending that stands", terminal]] };
};

/** What can be asked of a stream, and what the server says to it. */
export const Commands = ({ id, line, texts, text, onText, onStart }: Props): ReactNode => {
  const choice = useId();
  const [found, setFound] = useState<Found | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);

  const look = async (looking: Promise<Found>): Promise<void> => {
    try {
      setFound(await looking);
      setTrouble(null);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  const start = async (): Promise<void> => setTrouble(await onStart());
  const buttons = [
    ["Start", start],
    ["Stop", () => look(stop(id, line))],
    ["Content", () => look(lookAtContent(id, line))],
    ["TTL", () => look(lookAtTtl(id, line))],
    ["Active", () => look(lookAtActive(line))],
  ] as const;

  return (
    <>
      <div className="field">
        <label htmlFor={choice}>Says</label>
        <select id={choice} value={text?.id ?? ""} onChange={({ target }) => onText(target.value)}>
          {texts.map(({ id, bytes }) => (
            <option key={id} value={id}>
              {id} ({bytes.toLocaleString("en")} bytes)
            </option>
          ))}
        </select>
      </div>
      <div className="buttons">
        {buttons.map(([name, act]) => (
          <button key={name} type="button" onClick={() => void act()}>
            {name}
          </button>
        ))}
      </div>
      <Refusal why={trouble} />
      {found && <Findings {...found} />}
    </>
  );
};
