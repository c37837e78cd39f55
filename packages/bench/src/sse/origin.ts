import { answerParent } from "../child.ts";
import { paced } from "../measure/crowd.ts";
import type { Payload } from "../payload.ts";
import { marked } from "./mark.ts";

/** Where a stream's tail is served. */
export type Tail = { readonly url: string; readonly headers: Readonly<Record<string, string>> };

/** A server of streams, in whose process they are appended to. */
export type Origin = {
  /** Begins a stream that holds so many events already. */
  readonly open: (id: string, events: number) => Promise<Tail>;
  readonly append: (id: string, data: Payload) => unknown;
};

/** What the bench asks of the process that an origin runs in. */
export type Asked =
  | { readonly do: "open"; readonly id: string; readonly events: number }
  | { readonly do: "append"; readonly id: string }
  /** To each in turn, so many times a second. */
  | {
      readonly do: "pace";
      readonly ids: readonly string[];
      readonly perSecond: number;
      readonly forMs: number;
    };

/** Serves the process that forked this one, until it lets go; each answer bears its question's number. */
export const serveOrigin = ({ open, append }: Origin): void => {
  const counts = new Map<string, number>();
  const appendTo = async (id: string): Promise<void> => {
    const n = counts.get(id) ?? 0;
    counts.set(id, n + 1);
    await append(id, marked(n));
  };
  const answer = async (asked: Asked): Promise<unknown> => {
    if (asked.do === "open") return open(asked.id, asked.events);
    if (asked.do === "append") return appendTo(asked.id);
    const { ids, perSecond, forMs } = asked;
    const appending: Promise<void>[] = [];
    const sent = await paced(perSecond, forMs, (n) => {
      appending.push(appendTo(ids[n % ids.length] ?? ""));
    });
    await Promise.all(appending);
    return sent;
  };
  answerParent(answer);
};
