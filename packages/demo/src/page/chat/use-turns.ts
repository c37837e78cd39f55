import { useCallback, useState } from "react";
import { turnId } from "../shell/address.ts";
import type { TurnFacts } from "./turn.tsx";
import type { Phase } from "./use-turn.ts";

const ended = new Set(["completed", "stopped", "failed"]);

export type Turns = {
  /** In order; the last has not ended: it is being written, or nobody has asked yet. */
  readonly ids: readonly string[];
  readonly current: string;
  readonly facts: TurnFacts | undefined;
  /** How the one before it ended. */
  readonly before: Phase | undefined;
  readonly onFacts: (id: string, facts: TurnFacts) => void;
};

/** The turns of a chat. Where one has ended the next is followed, so that nobody need be told that there is one. */
export const useTurns = (chat: string): Turns => {
  const [known, setKnown] = useState<ReadonlyMap<string, TurnFacts>>(new Map());
  const onFacts = useCallback(
    (id: string, facts: TurnFacts) => setKnown((before) => new Map(before).set(id, facts)),
    [],
  );
  const ids = [turnId(chat, 1)];
  for (let turn = 2; ended.has(known.get(ids.at(-1) ?? "")?.phase ?? ""); turn++) {
    ids.push(turnId(chat, turn));
  }
  const current = ids.at(-1) ?? "";
  const before = known.get(ids.at(-2) ?? "")?.phase;
  return { ids, current, facts: known.get(current), before, onFacts };
};
