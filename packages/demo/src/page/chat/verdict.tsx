import { type ReactNode, useEffect, useState } from "react";
import type { Phase } from "./use-turn.ts";

type Props = {
  readonly source: string;
  readonly content: string;
  readonly phase: Phase;
  readonly eventCount: number;
};

const words: { readonly [P in Phase]?: string } = {
  stopped: "Stopped. ",
  failed: "Broken off, the writer was lost. ",
};

const lettersIn = (text: string): string =>
  Array.from(new Intl.Segmenter("en").segment(text)).length.toLocaleString("en");

/** Whether what was read is what was said: compared with the source, letter by letter, once it is over. */
export const Verdict = ({ source, content, phase, eventCount }: Props): ReactNode => {
  const [said, setSaid] = useState<string | null>(null);
  useEffect(() => {
    const leaving = new AbortController();
    fetch(`/api/texts/${source}`, { signal: leaving.signal })
      .then(async (answer) => answer.ok && setSaid(await answer.text()))
      .catch(() => {});
    return () => leaving.abort();
  }, [source]);
  if (said === null) return null;
  const whole = phase === "completed";
  const same = whole ? said === content : said.startsWith(content);
  return (
    <p className="verdict" data-same={same}>
      <span aria-hidden="true">{same ? "✓ " : "✗ "}</span>
      {words[phase]}
      {lettersIn(content)} letters{whole ? "" : ` of ${lettersIn(said)}`},{" "}
      {same ? "each as in the source" : "not those of the source"} ·{" "}
      {eventCount.toLocaleString("en")} events
    </p>
  );
};
