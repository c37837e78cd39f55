import type { StreamId } from "@segno/core";
import { Refused } from "./problem.ts";

/**
 * What a request wants to do: `follow`, `read` and `describe` one stream, `list` them, `start` and `stop` one; `ack` one on
 * behalf of a reader, which a follower that names its reader is asked for, too.
 */
export type Action = "follow" | "read" | "describe" | "list" | "start" | "stop" | "ack";

/** An answer of `authorize` that lets nobody through; made by `refuse`. */
export type Refusal = {
  readonly _tag: "refusal";
  readonly status: RefusalStatus;
  readonly detail: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** How a request is refused: 404 looks as if there were no such stream. */
export type RefusalStatus = 401 | 403 | 404 | 429;

/**
 * Who may do what. It answers with the tenant (anything that is truthy; `true` where there are no tenants), or with a
 * refusal: `refuse(401)`, or nothing at all. `streamId` is null for `list`. `person` is whom it is about: the owner whose
 * streams a `list` asks for, the reader of an `ack`, or of a `follow` that names one; null for all else. Whether that is who
 * is asking, only you can say. What it throws is a 500, and so is an answer that nobody means as a tenant: a `Response`, an
 * `Error`, a function.
 */
export type Authorize<Tenant> = (
  request: Request,
  action: Action,
  streamId: StreamId | null,
  person: string | null,
) => Verdict<Tenant> | Promise<Verdict<Tenant>>;

export type Verdict<Tenant> = Tenant | Refusal | false | null | undefined;

const codes = {
  401: "unauthorized",
  403: "forbidden",
  404: "not-found",
  429: "too-many-requests",
} as const;

const details: Readonly<Record<RefusalStatus, string>> = {
  401: "Who is asking is not known",
  403: "This is not for whoever is asking",
  404: "There is no such stream",
  429: "Too many requests",
};

/** For `authorize`: refuses with a status, a sentence and headers of your own (`www-authenticate`, `retry-after`). */
export const refuse = (
  status: RefusalStatus,
  detail: string = details[status],
  headers: Readonly<Record<string, string>> = {},
): Refusal => ({ _tag: "refusal", status, detail, headers });

const refusedAs = ({ status, detail, headers }: Refusal): Refused =>
  new Refused(status, codes[status], detail, { headers });

const isRefusal = (verdict: unknown): verdict is Refusal =>
  typeof verdict === "object" &&
  verdict !== null &&
  "_tag" in verdict &&
  verdict._tag === "refusal";

/** Whoever returns one of these wants to keep somebody out, in another framework's words: it lets nobody in here. */
const isNoTenant = (verdict: unknown): boolean =>
  typeof verdict === "function" || verdict instanceof Response || verdict instanceof Error;

/** Without `authorize`: whoever knows a stream's id may read it, and nobody may do anything else. */
const openActions: ReadonlySet<Action> = new Set(["follow", "read", "describe"]);

const closed = (action: Action): Refused =>
  new Refused(403, "forbidden", `Nobody may ${action} here: the host gave no \`authorize\``);

/** The tenant, or throws `Refused`. */
export const permit = async <Tenant>(
  authorize: Authorize<Tenant> | undefined,
  request: Request,
  action: Action,
  streamId: StreamId | null,
  person: string | null,
): Promise<Tenant | undefined> => {
  if (!authorize) {
    if (openActions.has(action)) return undefined;
    throw closed(action);
  }
  const verdict = await authorize(request, action, streamId, person);
  if (isRefusal(verdict)) throw refusedAs(verdict);
  if (!verdict) throw refusedAs(refuse(403));
  if (isNoTenant(verdict)) {
    throw new TypeError("`authorize` answers with a tenant or `refuse(…)`", { cause: verdict });
  }
  return verdict;
};
