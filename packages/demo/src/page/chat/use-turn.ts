import { useProjection, type View } from "@segno/client/react";
import { isSegnoError, type MessageEvent } from "@segno/core/browser";
import { useEffect } from "react";
import type { Line } from "../line/line.ts";
import { streamUrl } from "../shell/address.ts";
import { type TurnState, turnProjection } from "./turn-state.ts";

/** `free`: nobody has asked yet. */
export type Phase = "free" | "writing" | "completed" | "stopped" | "failed" | "error";

export type TurnView = View<MessageEvent> & { readonly state: TurnState; readonly phase: Phase };

/** How long the server is to hold the line for a question that nobody has asked yet, in ms. */
const waitMs = 25_000;

const phaseOf = ({ status, state }: Omit<TurnView, "phase">): Phase => {
  if (status === "completed" || status === "stopped" || status === "failed") return status;
  if (status === "error") return "error";
  return state.eventCount > 0 ? "writing" : "free";
};

/** Follows one question and its answer, from before it is asked: whoever asks, all devices see it. */
export const useTurn = (id: string, line: Line): TurnView => {
  const view = useProjection<MessageEvent, TurnState>(streamUrl(id), turnProjection, {
    fetch: line.fetch,
    wake: line.wake,
    wait: waitMs,
    keepEvents: true,
    backoffMs: 250,
    backoffCapMs: 4_000,
    giveUpMs: Number.POSITIVE_INFINITY,
  });
  const { error, resume } = view;
  const unasked = isSegnoError(error, "not-found");
  useEffect(() => {
    if (unasked) resume();
  }, [unasked, resume]);
  return { ...view, phase: unasked ? "free" : phaseOf(view) };
};
