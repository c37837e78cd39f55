import { stopStream } from "@segno/client";
import { type ReactNode, useId, useState } from "react";
import type { TextInfo } from "../../wire.ts";
import { ask } from "../chat/ask.ts";
import type { Line } from "../line/line.ts";
import { streamUrl } from "../shell/address.ts";
import { Findings } from "./findings.tsx";
import { type Found, lookAtActive, lookAtContent, lookAtTtl } from "./look.ts";

type Props = {
  readonly id: string;
  readonly line: Line;
  readonly texts: readonly TextInfo[];
  readonly intervalMs: number;
  readonly onStarted: () => void;
};

const stop = async (id: string, { fetch }: Line): Promise<Found> => {
  const reason = "from the workbench";
  const { terminal } = await stopStream(streamUrl(id), { fetch, reason });
  return { title: "Stop", facts: [["the ending that stands", terminal]] };
};

/** What can be asked of a stream, and what the server says to it. */
export const Commands = ({ id, line, texts, intervalMs, onStarted }: Props): ReactNode => {
  const choice = useId();
  const [picked, setPicked] = useState("");
  const [found, setFound] = useState<Found | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  const text = texts.find((one) => one.id === picked) ?? texts[0];

  const look = async (looking: Promise<Found>): Promise<void> => {
    try {
      setFound(await looking);
      setTrouble(null);
    } catch (error) {
      setTrouble(error instanceof Error ? error.message : String(error));
    }
  };
  const start = async (): Promise<void> => {
    if (!text) return;
    const body = { prompt: text.question, text: text.id, intervalMs, anew: true };
    const why = await ask(id, body, line);
    setTrouble(why);
    if (why === null) onStarted();
  };
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
        <select
          id={choice}
          value={text?.id ?? ""}
          onChange={({ target }) => setPicked(target.value)}
        >
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
      {trouble && (
        <p className="refusal" role="alert">
          {trouble}
        </p>
      )}
      {found && <Findings {...found} />}
    </>
  );
};
