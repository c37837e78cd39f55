import {
  type Adapter,
  createStreams,
  type MessageEvent,
  messageEventSchema,
  type Settings,
  type Streams,
  upcastMessage,
} from "@segno/core";
import type { Tempo } from "../source/tempo.ts";

export type AnswerStreams = Streams<MessageEvent>;

/** A service of one's own, as a process of one's own would have it. */
export type Open = () => AnswerStreams;

/** What the answer says, for `read`. */
export const spoken = (event: MessageEvent): string =>
  event.type === "ai-message-chunk" ? event.content : "";

/**
 * The defaults are made for the day's work; here leases are short, and the ring and the pages so small that a slow
 * reader really has to go back to the store. What was set outside goes before both.
 */
export const openOver = (
  adapter: Adapter,
  tempo: Tempo,
  settings: Partial<Settings>,
): AnswerStreams =>
  createStreams<MessageEvent>({
    ...adapter,
    chunk: messageEventSchema,
    upcast: upcastMessage,
    text: spoken,
    leaseMs: tempo.leaseMs,
    graceMs: tempo.graceMs,
    activeTtlMs: 120_000,
    endedTtlMs: 120_000,
    backoffCapMs: 250,
    commandTimeoutMs: 5_000,
    giveUpMs: 10_000,
    positionCheckMs: 1_000,
    lingerMs: 1_000,
    ringEvents: 64,
    pageEvents: 100,
    ...settings,
  });
