import { type ReactNode, useEffect, useId } from "react";
import type { Line } from "../line/line.ts";
import { Prose } from "../prose/prose.tsx";
import type { Tap } from "./tap.ts";
import { type Phase, type TurnView, useTurn } from "./use-turn.ts";
import { Verdict } from "./verdict.tsx";

/** What the device needs to know of a turn. */
export type TurnFacts = {
  readonly phase: Phase;
  readonly incarnation: string | null;
  /** Whether the line is lost while it is being written. */
  readonly adrift: boolean;
  readonly stop: TurnView["stop"];
  readonly resume: TurnView["resume"];
};

type Props = {
  readonly id: string;
  readonly line: Line;
  readonly tap: Tap | null;
  readonly onFacts: (id: string, facts: TurnFacts) => void;
};

/** One question and its answer, as they come. */
export const Turn = ({ id, line, tap, onFacts }: Props): ReactNode => {
  const title = useId();
  const view = useTurn(id, line);
  const { phase, state, status, events, stop, error, resume } = view;
  const { incarnation, conversation, source, eventCount } = state;
  const adrift = phase === "writing" && status === "reconnecting";
  useEffect(
    () => onFacts(id, { phase, incarnation, adrift, stop, resume }),
    [id, phase, incarnation, adrift, stop, resume, onFacts],
  );
  useEffect(() => {
    if (eventCount > 0) tap?.show({ streamId: id, status, events });
  }, [tap, id, status, events, eventCount]);

  if (phase === "free") return null;
  const answer = conversation.messages.find(({ role }) => role === "assistant");
  const over = phase !== "writing" && phase !== "error";
  return (
    <article
      className="turn"
      aria-labelledby={title}
      data-phase={phase}
      data-stream={id}
      aria-busy={phase === "writing"}
    >
      {conversation.messages
        .filter(({ role }) => role === "user")
        .map(({ messageId, content }) => (
          <p key={messageId} id={title} className="question" dir="auto">
            <span className="unseen">You asked: </span>
            {content}
          </p>
        ))}
      {answer && <Prose text={answer.content} />}
      {over && source && (
        <Verdict
          source={source}
          content={answer?.content ?? ""}
          phase={phase}
          eventCount={eventCount}
        />
      )}
      {error && phase === "error" && (
        <p className="lost">
          {error.message}{" "}
          <button type="button" onClick={resume}>
            Try again
          </button>
        </p>
      )}
    </article>
  );
};
