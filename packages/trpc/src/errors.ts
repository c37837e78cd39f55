import { isSegnoError, type SegnoError, type SegnoErrorCode } from "@segno/core";
import {
  type TRPC_ERROR_CODE_KEY,
  type TRPCDefaultErrorData,
  type TRPCDefaultErrorShape,
  TRPCError,
} from "@trpc/server";
import { refusedCodeOf } from "./schemas/refused.ts";

/**
 * What each of Segno's codes is called in tRPC. A subscription's client tries again by itself on `SERVICE_UNAVAILABLE`
 * and `INTERNAL_SERVER_ERROR`: so what another try cannot mend, as `trimmed` or `bad-entry`, is neither.
 */
export const trpcCodes: Readonly<Record<SegnoErrorCode, TRPC_ERROR_CODE_KEY>> = {
  "invalid-id": "BAD_REQUEST",
  "invalid-position": "BAD_REQUEST",
  "invalid-payload": "UNPROCESSABLE_CONTENT",
  "invalid-options": "BAD_REQUEST",
  "invalid-cursor": "BAD_REQUEST",
  "too-large": "PAYLOAD_TOO_LARGE",
  "stream-active": "CONFLICT",
  superseded: "CONFLICT",
  "not-found": "NOT_FOUND",
  stopped: "CONFLICT",
  "producer-lost": "CONFLICT",
  fenced: "CONFLICT",
  ended: "CONFLICT",
  "lost-writes": "INTERNAL_SERVER_ERROR",
  overflow: "INTERNAL_SERVER_ERROR",
  "source-failed": "INTERNAL_SERVER_ERROR",
  abandoned: "INTERNAL_SERVER_ERROR",
  expired: "NOT_FOUND",
  deleted: "NOT_FOUND",
  trimmed: "NOT_FOUND",
  diverged: "CONFLICT",
  "bad-entry": "UNPROCESSABLE_CONTENT",
  "store-unavailable": "SERVICE_UNAVAILABLE",
  unsupported: "NOT_IMPLEMENTED",
  "unsupported-server": "NOT_IMPLEMENTED",
  closed: "SERVICE_UNAVAILABLE",
};

/** What is not the client's doing: it is told the code, and no more. */
const ours: ReadonlySet<SegnoErrorCode> = new Set([
  "lost-writes",
  "overflow",
  "source-failed",
  "abandoned",
  "bad-entry",
  "store-unavailable",
  "unsupported",
  "unsupported-server",
  "closed",
]);

const trpcErrorOf = (cause: SegnoError): TRPCError => {
  const code = trpcCodes[cause.code];
  const message = ours.has(cause.code)
    ? `The stream cannot be served: ${cause.code}`
    : cause.message;
  return new TRPCError({ code, message, cause });
};

/** A `SegnoError` as a `TRPCError` that keeps it as its `cause`; whatever else it is, it stays. */
export const toTRPCError = (error: unknown): unknown =>
  isSegnoError(error) ? trpcErrorOf(error) : error;

/** Segno's code for what a `TRPCError` says, of a refused input too; null where it has none. */
export const segnoCodeOf = ({ cause }: TRPCError): SegnoErrorCode | null =>
  isSegnoError(cause) ? cause.code : refusedCodeOf(cause);

/** tRPC's shape of an error, with Segno's code in its data. */
export type SegnoErrorShape = TRPCDefaultErrorShape & {
  readonly data: TRPCDefaultErrorData & { readonly segnoCode: SegnoErrorCode | null };
};

/** For `initTRPC.create({ errorFormatter })`: a client finds the code as `error.data.segnoCode`. */
export const segnoErrorFormatter = (told: {
  readonly shape: TRPCDefaultErrorShape;
  readonly error: TRPCError;
}): SegnoErrorShape => ({
  ...told.shape,
  data: { ...told.shape.data, segnoCode: segnoCodeOf(told.error) },
});
