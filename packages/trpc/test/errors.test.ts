import { SegnoError, type SegnoErrorCode } from "@segno/core";
import { segnoCodeOf, segnoErrorFormatter, toTRPCError, trpcCodes } from "@segno/trpc";
import { streamIdInput } from "@segno/trpc/schemas";
import { TRPCError } from "@trpc/server";
import { expect, test } from "vitest";

const codes = Object.keys(trpcCodes) as SegnoErrorCode[];

test.each(codes)("%s keeps its code and its cause", (code) => {
  const cause = new SegnoError(code, "Why", { details: { head: "not for everybody" } });
  const error = toTRPCError(cause);
  if (!(error instanceof TRPCError)) throw new Error("It is none of tRPC's");
  expect(error).toMatchObject({ code: trpcCodes[code], cause });
  expect(segnoCodeOf(error)).toBe(code);
});

test("no end of a follower that another try cannot mend is one that tRPC's client tries again", () => {
  const tried = ["INTERNAL_SERVER_ERROR", "BAD_GATEWAY", "SERVICE_UNAVAILABLE", "GATEWAY_TIMEOUT"];
  const final: SegnoErrorCode[] = [
    "not-found",
    "expired",
    "deleted",
    "trimmed",
    "diverged",
    "bad-entry",
    "invalid-position",
  ];
  expect(final.filter((code) => tried.includes(trpcCodes[code]))).toEqual([]);
  expect(tried).toContain(trpcCodes["store-unavailable"]);
  expect(tried).toContain(trpcCodes.closed);
});

test("a client is told why where that is its own doing; else the cause alone knows", () => {
  const told = (code: SegnoErrorCode) =>
    (toTRPCError(new SegnoError(code, "Why")) as Error).message;
  expect(codes.filter((code) => told(code) !== "Why").toSorted()).toEqual([
    "abandoned",
    "bad-entry",
    "closed",
    "lost-writes",
    "overflow",
    "source-failed",
    "store-unavailable",
    "unsupported",
    "unsupported-server",
  ]);
  expect(told("store-unavailable")).toBe("The stream cannot be served: store-unavailable");
});

test("what is none of Segno's stays what it is, and has no code", () => {
  const error = new Error("Not ours");
  expect(toTRPCError(error)).toBe(error);
  expect(segnoCodeOf(new TRPCError({ code: "FORBIDDEN", cause: error }))).toBeNull();
  expect(segnoCodeOf(new TRPCError({ code: "FORBIDDEN" }))).toBeNull();
});

test("an input that a schema refused has the code of what was wrong with it", () => {
  const refused = streamIdInput.safeParse({ streamId: "a/b" });
  const error = new TRPCError({ code: "BAD_REQUEST", cause: refused.error });
  expect(segnoCodeOf(error)).toBe("invalid-id");
  const other = streamIdInput.safeParse({ streamId: 7 });
  expect(segnoCodeOf(new TRPCError({ code: "BAD_REQUEST", cause: other.error }))).toBeNull();
});

test("the formatter adds the code, and nothing of the details", () => {
  const cause = new SegnoError("expired", "Stream a1 has expired", { details: { head: "secret" } });
  const error = toTRPCError(cause) as TRPCError;
  const data = { code: error.code, httpStatus: 404 };
  const shape = segnoErrorFormatter({
    error,
    shape: { message: error.message, code: -32004, data },
  });
  expect(shape).toEqual({
    message: "Stream a1 has expired",
    code: -32004,
    data: { ...data, segnoCode: "expired" },
  });
});
