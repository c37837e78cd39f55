import { type Either, left, right } from "fp-ts/lib/Either.js";
import type { z } from "zod";
import type { Json, LifecycleEvent, Started, Terminal, TerminalType } from "../stream/events.ts";
import type { Incarnation } from "../stream/ids.ts";
import { formatMs, readMs, widthOf } from "./header.ts";
import { type InvalidPayload, issuesOf, reasonOf } from "./issues.ts";
import { formatJson, parseJson } from "./json.ts";
import * as kinds from "./kinds.ts";
import {
  formatDatedTerminal,
  formatStarted,
  formatTerminal,
  readStarted,
  readTerminal,
} from "./marks.ts";

/** What is stored cannot be read. */
export type BadEntry = { readonly _tag: "bad-entry"; readonly reason: string };

/** What a reader knows of the life that an entry belongs to. */
export type Life = { readonly incarnation: Incarnation; readonly startedAt: number };

/** Between events and the entries of a store: one kind character, the time, and a body in JSON. */
export type Codec<A> = {
  /** Throws where the metadata is not JSON. */
  started(event: Omit<Started, "type" | "incarnation">): string;
  /** Stores what the schema returned. `atMs`: since the stream's start; cut to an integer from 0. */
  chunk(data: A, atMs: number): Either<InvalidPayload, string>;
  /** `atMs` is null where the writer does not know the stream's start: the event's own time is stored. */
  terminal(event: Terminal, atMs: number | null): string;
  /** Never throws, whatever the entry. */
  decode(entry: string, life: Life): Either<BadEntry, LifecycleEvent<A>>;
};

export type CodecOptions<A> = {
  /** Must accept again what it returned, once that went through JSON. Without it any JSON is a payload. */
  readonly chunk?: z.ZodType<A> | undefined;
  /** Makes today's payload of what an older version stored, before the schema sees it. */
  readonly upcast?: ((raw: unknown) => unknown) | undefined;
};

const bad = (reason: string): Either<BadEntry, never> => left({ _tag: "bad-entry", reason });

export const createCodec = <A = Json>({ chunk: schema, upcast }: CodecOptions<A>): Codec<A> => {
  const payload = (body: string): A => {
    const raw = parseJson(body);
    const value = upcast ? upcast(raw) : raw;
    return schema ? schema.parse(value) : (value as A);
  };

  const readUndated = (
    type: "chunk" | TerminalType,
    entry: string,
    startedAt: number,
  ): Either<BadEntry, LifecycleEvent<A>> => {
    const ms = readMs(entry, 1);
    if (ms < 0) return bad("its header has no time");
    const at = startedAt + ms;
    const body = entry.slice(1 + widthOf(ms));
    return right(
      type === "chunk"
        ? { type, at, data: payload(body) }
        : readTerminal(type, parseJson(body), at),
    );
  };

  const readDated = (type: TerminalType, entry: string): Either<BadEntry, Terminal> =>
    right(readTerminal(type, parseJson(entry.slice(1)), null));

  const read = (entry: string, life: Life): Either<BadEntry, LifecycleEvent<A>> => {
    const kind = entry.charAt(0);
    switch (kind) {
      case kinds.chunk:
        return readUndated("chunk", entry, life.startedAt);
      case kinds.started:
        return right(readStarted(parseJson(entry.slice(1)), life.incarnation));
      case kinds.undated.stopped:
        return readUndated("stopped", entry, life.startedAt);
      case kinds.undated.failed:
        return readUndated("failed", entry, life.startedAt);
      case kinds.undated.completed:
        return readUndated("completed", entry, life.startedAt);
      case kinds.dated.stopped:
        return readDated("stopped", entry);
      case kinds.dated.failed:
        return readDated("failed", entry);
      case kinds.dated.completed:
        return readDated("completed", entry);
      case "":
        return bad("it is empty");
      default:
        return bad(`its kind "${kind}" is unknown: a newer version may have written it`);
    }
  };

  return {
    started: (event) => kinds.started + formatStarted(event),
    chunk: (data, atMs) => {
      try {
        const value = schema ? schema.parse(data) : data;
        return right(`${kinds.chunk}${formatMs(atMs)}${formatJson(value)}`);
      } catch (cause) {
        return left({ _tag: "invalid-payload", issues: issuesOf(cause) });
      }
    },
    terminal: (event, atMs) =>
      atMs === null
        ? kinds.dated[event.type] + formatDatedTerminal(event)
        : kinds.undated[event.type] + formatMs(atMs) + formatTerminal(event),
    decode: (entry, life) => {
      try {
        return read(entry, life);
      } catch (cause) {
        return bad(reasonOf(cause));
      }
    },
  };
};
