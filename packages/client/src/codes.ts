import { isSegnoError, type SegnoError, type SegnoErrorCode } from "@segno/core/browser";

/** Codes with which a server refuses a request before it comes to a stream. */
export type RefusalCode =
  | "unauthorized"
  | "forbidden"
  | "cross-site"
  | "too-many-requests"
  | "invalid-body"
  | "invalid-query"
  | "unsupported-media-type"
  | "method-not-allowed"
  | "no-route"
  | "internal";

/** Whether it is a `SegnoError` of that code, be it the streams' or the server's own. */
export const hasCode = (error: unknown, code: SegnoErrorCode | RefusalCode): error is SegnoError =>
  isSegnoError(error) && (error.code as string) === code;
