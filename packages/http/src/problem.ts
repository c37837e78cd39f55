import { isSegnoError, type SegnoErrorCode } from "@segno/core";

/** What this package refuses by itself, beside the codes of `SegnoError`. */
export type HttpCode =
  | "no-route"
  | "method-not-allowed"
  | "invalid-body"
  | "invalid-query"
  | "unsupported-media-type"
  | "unauthorized"
  | "forbidden"
  | "cross-site"
  | "too-many-requests"
  | "internal";

export type ProblemCode = SegnoErrorCode | HttpCode;

/** The body of a refusal (RFC 9457): `application/problem+json`. `code` is stable and is what one acts on. */
export type Problem = {
  readonly type: "about:blank";
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ProblemCode;
  /** What is wrong with a body that the host's schema refused. */
  readonly issues?: readonly unknown[];
};

const titles: Readonly<Record<number, string>> = {
  400: "Bad Request",
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  405: "Method Not Allowed",
  409: "Conflict",
  410: "Gone",
  413: "Content Too Large",
  415: "Unsupported Media Type",
  422: "Unprocessable Content",
  429: "Too Many Requests",
  500: "Internal Server Error",
  503: "Service Unavailable",
};

const statuses: Partial<Record<SegnoErrorCode, number>> = {
  "invalid-id": 400,
  "invalid-position": 400,
  "invalid-options": 400,
  "invalid-cursor": 400,
  "not-found": 404,
  "stream-active": 409,
  superseded: 409,
  ended: 409,
  diverged: 409,
  expired: 410,
  deleted: 410,
  trimmed: 410,
  "too-large": 413,
  "invalid-payload": 422,
  "store-unavailable": 503,
  closed: 503,
};

/** The status under which a code goes out; 500 for what only a mistake of the host's leads to. */
export const statusOf = (code: SegnoErrorCode): number => statuses[code] ?? 500;

/** What a client may know of an error: of one that is not its own doing, no more than the code. */
const detailOf = (code: SegnoErrorCode, message: string): string =>
  statusOf(code) < 500 ? message : `The stream cannot be served: ${code}`;

export type RefusedOptions = {
  readonly headers?: Readonly<Record<string, string>>;
  readonly issues?: readonly unknown[];
};

/** A request that is refused, on its way to becoming a response. */
export class Refused extends Error {
  override readonly name = "Refused";
  readonly status: number;
  readonly code: ProblemCode;
  readonly headers: Readonly<Record<string, string>>;
  readonly issues: readonly unknown[] | undefined;

  constructor(status: number, code: ProblemCode, detail: string, options: RefusedOptions = {}) {
    super(detail);
    this.status = status;
    this.code = code;
    this.headers = options.headers ?? {};
    this.issues = options.issues;
  }
}

/** Whatever was thrown, as a client is told it. */
export const refusedBy = (error: unknown): Refused => {
  if (error instanceof Refused) return error;
  if (!isSegnoError(error)) return new Refused(500, "internal", "Something went wrong");
  const status = statusOf(error.code);
  const headers = status === 503 ? { headers: { "retry-after": "1" } } : {};
  return new Refused(status, error.code, detailOf(error.code, error.message), headers);
};

/** Whether it is for the host to mend: no client's doing, and nothing that passes. */
export const isFault = ({ status }: Refused): boolean => status === 500;

/** Throws a refusal of what the host said, not the client, as the mistake of the host's that it is. */
export const asFault = (error: unknown): never => {
  throw isSegnoError(error, "invalid-options") ? new Error(error.message, { cause: error }) : error;
};

export const problemResponse = ({ status, code, message, headers, issues }: Refused): Response => {
  const problem: Problem = {
    type: "about:blank",
    title: titles[status] ?? "Error",
    status,
    detail: message,
    code,
    ...(issues && { issues }),
  };
  return new Response(JSON.stringify(problem), {
    status,
    headers: {
      ...headers,
      "content-type": "application/problem+json",
      "cache-control": "no-store",
    },
  });
};
