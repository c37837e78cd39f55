import { SegnoError } from "@segno/core/browser";
import { unavailable } from "./outcome.ts";
import { parseJson, problemOf } from "./problem.ts";
import { type RequestOptions, request } from "./request.ts";

const json = "application/json";

type Asked = { readonly method?: string; readonly body?: unknown };

/**
 * One call, whose answer is a success. Throws what the server says (a `SegnoError`), `store-unavailable` where no answer came,
 * or the reason of the caller's signal.
 */
export const call = async (
  url: string,
  options: RequestOptions,
  { method = "GET", body }: Asked = {},
): Promise<Response> => {
  const sent = body === undefined ? null : JSON.stringify(body);
  const headers = { accept: json, ...(sent !== null && { "content-type": json }) };
  let response: Response;
  try {
    response = await request(url, options, headers, { method, body: sent });
  } catch (cause) {
    if (options.signal?.aborted) throw options.signal.reason;
    throw unavailable("No answer", cause);
  }
  if (response.ok) return response;
  throw await problemOf(response);
};

/** The same, and the JSON of the answer, which is taken to be what it should. */
export const callJson = async <T>(
  url: string,
  options: RequestOptions,
  asked?: Asked,
): Promise<T> => {
  const response = await call(url, options, asked);
  const answer = parseJson(await response.text());
  if (typeof answer === "object" && answer !== null) return answer as T;
  throw new SegnoError("unsupported-server", "The answer is no JSON");
};
