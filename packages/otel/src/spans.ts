import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  type Span,
  SpanKind,
  SpanStatusCode,
  type Tracer,
  trace,
} from "@opentelemetry/api";
import type { Appending, ServiceObserver, StreamId } from "@segno/core";
import { formatTraceparent, parseTraceparent } from "./traceparent.ts";

type Spans = Required<Pick<ServiceObserver, "start" | "appended" | "ended" | "follow">>;

/** By the conventions for messaging: a stream is a destination, its producer sends to it, a follower receives. */
const messaging = (
  id: StreamId,
  name: string,
  type: "create" | "send" | "receive",
): Attributes => ({
  "messaging.system": "segno",
  "messaging.operation.name": name,
  "messaging.operation.type": type,
  "messaging.destination.name": id,
});

const failed = (span: Span, code: string): void => {
  span.setAttribute("error.type", code);
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
};

const clean = new Set(["completed", "stopped", "left", "aborted"]);

/**
 * `start`, `append` and `follow`. An append is a child of its stream's start, whoever wrote it; a follower has a link to
 * the start that began the life which it follows, in whichever process that was.
 */
export const createSpans = (tracer: Tracer, attributes: Attributes): Spans => {
  /** Of the streams that are written here; several where a writer has yet to hear that its stream has another. */
  const producers = new Map<StreamId, readonly (Context | null)[]>();

  return {
    start: (id) => {
      const span = tracer.startSpan("start", {
        kind: SpanKind.PRODUCER,
        attributes: { ...attributes, ...messaging(id, "start", "create") },
      });
      const own = span.spanContext();
      return {
        ...(isSpanContextValid(own) && { traceparent: formatTraceparent(own) }),
        done: (outcome) => {
          if (outcome._tag === "started") {
            span.setAttribute("segno.start", outcome.began);
            const others = producers.get(id);
            if (span.isRecording()) {
              producers.set(id, [...(others ?? []), trace.setSpan(context.active(), span)]);
            } else if (others) producers.set(id, [...others, null]);
          } else failed(span, outcome.code);
          span.end();
        },
      };
    },

    appended: ({ id, events, bytes, ms }: Appending) => {
      const parent = producers.get(id)?.at(-1);
      if (!parent) return;
      const endTime = Date.now();
      const span = tracer.startSpan(
        "append",
        {
          kind: SpanKind.PRODUCER,
          startTime: endTime - ms,
          attributes: {
            ...attributes,
            ...messaging(id, "append", "send"),
            "messaging.batch.message_count": events,
            "messaging.message.body.size": bytes,
          },
        },
        parent,
      );
      span.end(endTime);
    },

    // The oldest of them: a life that was begun later ends later.
    ended: (id) => {
      const [, ...others] = producers.get(id) ?? [];
      if (others.length > 0) producers.set(id, others);
      else producers.delete(id);
    },

    follow: (id, resumed) => {
      const span = tracer.startSpan("follow", {
        kind: SpanKind.CONSUMER,
        attributes: {
          ...attributes,
          ...messaging(id, "follow", "receive"),
          "segno.resumed": resumed,
        },
      });
      const follows = (traceparent: string): void => {
        const producer = parseTraceparent(traceparent);
        if (producer) span.addLink({ context: producer });
      };
      return {
        ...(span.isRecording() && { follows }),
        done: ({ events, ending }) => {
          span.setAttribute("messaging.batch.message_count", events);
          span.setAttribute("segno.end", ending);
          if (!clean.has(ending)) failed(span, ending);
          span.end();
        },
      };
    },
  };
};
