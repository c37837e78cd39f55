import { SegnoError, type SegnoErrorCode } from "@segno/core/browser";

/** Statuses after which one asks again, whatever the body says of it. */
const asksAgain: readonly unknown[] = [408, 425, 429];

/** What a status comes to that is told without a code. */
const codeOf = (status: number): SegnoErrorCode => {
  if (status === 404) return "not-found";
  if (status === 410) return "expired";
  return status >= 500 || asksAgain.includes(status) ? "store-unavailable" : "unsupported-server";
};

/** What came as JSON, or undefined where it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** The error in `{ code, message }`, or in a problem, as a server tells it; null where there is none. */
export const toldError = (body: unknown, more: object = {}): SegnoError | null => {
  const { code, message, detail = message, ...rest }: Record<string, unknown> = Object(body);
  const details = { ...rest, ...more };
  return typeof code === "string" && /^[a-z-]{1,64}$/.test(code)
    ? new SegnoError(code as SegnoErrorCode, String(detail ?? code), { details })
    : null;
};

/** What an answer that is not the one that was asked for says (RFC 9457), else what its status says. */
export const problemOf = async (response: Response): Promise<SegnoError> => {
  const { status } = response;
  const body = parseJson(await response.text());
  const told = toldError(body, { status });
  return (
    told ?? new SegnoError(codeOf(status), `The server answered ${status}`, { details: { status } })
  );
};

const passing: readonly string[] = ["store-unavailable", "closed", "internal"];

/** Whether another try may go better: the store or the process was away, the stream is not. */
export const isPassing = ({ code, details }: SegnoError): boolean =>
  passing.includes(code) || asksAgain.includes(details["status"]);
