import { z } from "zod";
import { bareTerminal, type Started, type Terminal } from "../stream/events.ts";
import type { Incarnation } from "../stream/ids.ts";
import { formatJson } from "./json.ts";

const at = z.number();
const word = z.string().exactOptional();

const started = z.object({
  at,
  owner: word,
  kind: word,
  metadata: z.json().exactOptional(),
  traceparent: word,
});
const stopped = z.object({ by: word, reason: word });
const failed = z.object({ code: z.string(), message: z.string() });
const completed = z.object({ chunks: z.int().min(0), reason: word });
const dated = z.object({ at });

export const formatStarted = (event: Omit<Started, "type" | "incarnation">): string =>
  formatJson({
    at: event.at,
    owner: event.owner,
    kind: event.kind,
    metadata: event.metadata,
    traceparent: event.traceparent,
  });

/** Throws where the body is none of `formatStarted`. */
export const readStarted = (body: unknown, incarnation: Incarnation): Started => ({
  ...started.parse(body),
  type: "started",
  incarnation,
});

/** For an entry whose header has the time. */
export const formatTerminal = (event: Terminal): string => {
  const { type: _, at: __, ...body } = bareTerminal(event);
  return formatJson(body);
};

export const formatDatedTerminal = (event: Terminal): string => {
  const { type: _, ...body } = bareTerminal(event);
  return formatJson(body);
};

/** Throws where the body is none of `formatTerminal`; where the header has no time, the body has. */
export const readTerminal = (
  type: Terminal["type"],
  body: unknown,
  time: number | null,
): Terminal => {
  const when = time ?? dated.parse(body).at;
  switch (type) {
    case "stopped":
      return { ...stopped.parse(body), type, at: when };
    case "failed":
      return { ...failed.parse(body), type, at: when };
    case "completed":
      return { ...completed.parse(body), type, at: when };
    default:
      return type satisfies never;
  }
};
