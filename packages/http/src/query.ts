import type { ListOptions, Position } from "@segno/core";
import { Refused } from "./problem.ts";

/** What a follower asks for beside the stream. */
export type FollowQuery = {
  /** Where it stands; null where it says nothing. */
  readonly after: Position | string | null;
  /** Whether it wants a stream that has ended, too. */
  readonly replay: boolean;
  /** How long to wait for a stream that is not there yet, in ms. */
  readonly wait: number;
};

const invalid = (detail: string): Refused => new Refused(400, "invalid-query", detail);

/** A whole number of at most nine digits; null where it is not asked for. */
const whole = (query: URLSearchParams, name: string): number | null => {
  const text = query.get(name);
  if (text === null) return null;
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw invalid(`\`${name}\` is a whole number`);
};

const flag = (query: URLSearchParams, name: string): boolean => {
  const text = query.get(name);
  if (text === null || text === "0") return false;
  if (text === "1") return true;
  throw invalid(`\`${name}\` is 1 or 0`);
};

/** The position that a browser sends by itself when it connects again wins over the one in the address. */
export const followQuery = (request: Request, maxWaitMs: number): FollowQuery => {
  const query = new URL(request.url).searchParams;
  return {
    after: request.headers.get("last-event-id") || query.get("after"),
    replay: flag(query, "replay"),
    wait: Math.min(whole(query, "wait") ?? 0, maxWaitMs),
  };
};

/** Whose streams a list asks for; null where it asks for everybody's. */
export const ownerQuery = (request: Request): string | null =>
  new URL(request.url).searchParams.get("owner");

export type ListQuery = Pick<ListOptions, "cursor" | "limit" | "owner" | "kind" | "olderThan">;

export const listQuery = (request: Request): ListQuery => {
  const query = new URL(request.url).searchParams;
  const [cursor, owner, kind] = ["cursor", "owner", "kind"].map(
    (name) => query.get(name) ?? undefined,
  );
  const [limit, olderThan] = [whole(query, "limit"), whole(query, "olderThan")];
  return {
    ...(cursor !== undefined && { cursor }),
    ...(owner !== undefined && { owner }),
    ...(kind !== undefined && { kind }),
    ...(limit !== null && { limit }),
    ...(olderThan !== null && { olderThan }),
  };
};

/** Texts that a command may say, in its address or its body. */
const textsOf = <Name extends string>(
  request: Request,
  body: unknown,
  what: string,
  names: readonly Name[],
): { readonly [Each in Name]?: string } => {
  const given = body ?? Object.fromEntries(new URL(request.url).searchParams);
  if (typeof given !== "object" || Array.isArray(given)) {
    const listed = names.map((name) => `\`${name}\``).join(" and ");
    throw new Refused(400, "invalid-body", `${what} says ${listed}`);
  }
  const said: { [Each in Name]?: string } = {};
  for (const name of names) {
    const value = (given as Record<string, unknown>)[name];
    if (value === undefined) continue;
    if (typeof value !== "string") {
      throw new Refused(400, "invalid-body", `${what}: its \`${name}\` is a text`);
    }
    said[name] = value;
  }
  return said;
};

/** What a stop may say. */
export type StopQuery = { readonly reason?: string; readonly incarnation?: string };

export const stopQuery = (request: Request, body: unknown): StopQuery =>
  textsOf(request, body, "A stop", ["reason", "incarnation"]);

/** What an acknowledgement has to say. */
export type AckQuery = { readonly reader: string; readonly position: string };

export const ackQuery = (request: Request, body: unknown): AckQuery => {
  const { reader, position } = textsOf(request, body, "An acknowledgement", ["reader", "position"]);
  if (reader !== undefined && position !== undefined) return { reader, position };
  throw new Refused(400, "invalid-body", "An acknowledgement says `reader` and `position`");
};
