import type { ReactNode } from "react";
import type { Phase } from "./use-turn.ts";

const words: { readonly [P in Phase]: string } = {
  free: "Ready",
  writing: "Being written",
  completed: "Complete",
  stopped: "Stopped",
  failed: "Broken off",
  error: "Lost",
};

const spoken: { readonly [P in Phase]?: string } = {
  writing: "The answer is being written.",
  completed: "The answer is complete.",
  stopped: "The answer was stopped.",
  failed: "The answer was broken off.",
  error: "The answer cannot be followed.",
};

type Props = {
  readonly phase: Phase;
  /** How the turn before it ended. */
  readonly before: Phase | undefined;
  readonly isCut: boolean;
  /** Whether the line is lost, and another is tried for. */
  readonly adrift: boolean;
  /** The reader that the writer waits for, while it does. */
  readonly heldFor: string | null;
};

const said = ({ phase, before, isCut, adrift, heldFor }: Props): string => {
  if (isCut) return "The line is cut. The answer goes on without this device.";
  if (adrift) return "The line is lost. Trying again.";
  if (phase === "writing" && heldFor !== null) return `The writer waits for ${heldFor}.`;
  return spoken[phase === "free" && before ? before : phase] ?? "";
};

const shown = (props: Props): readonly [standing: string, word: string] => {
  const { phase, isCut, adrift, heldFor } = props;
  if (isCut) return ["cut", "Cut off"];
  if (adrift) return ["adrift", "Line lost, trying again"];
  if (phase === "writing" && heldFor !== null) return ["held", `Held, waiting for ${heldFor}`];
  return [phase, words[phase]];
};

/** How a device stands: at a glance, and for who listens; not for each token. */
export const Standing = (props: Props): ReactNode => (
  <>
    <span className="standing" data-standing={shown(props)[0]} aria-hidden="true">
      {shown(props)[1]}
    </span>
    <span className="unseen" role="status">
      {said(props)}
    </span>
  </>
);
