/** What every call to the server can be given. */
export type RequestOptions = {
  /** Sent with each request; a function is asked anew each time, so that a token may change. */
  readonly headers?: HeadersInit | (() => HeadersInit | Promise<HeadersInit>) | undefined;
  /** By default the platform's. Wrap it to send cookies to another origin, or to test. */
  readonly fetch?: typeof fetch | undefined;
  /** Its abort rejects with its reason. */
  readonly signal?: AbortSignal | undefined;
};

/** One request; it rejects where no answer came, as `fetch` does. */
export const request = async (
  url: string | URL,
  { headers, fetch: ask = fetch, signal }: RequestOptions,
  more: Readonly<Record<string, string>>,
  init: RequestInit = {},
): Promise<Response> => {
  const given = new Headers(typeof headers === "function" ? await headers() : headers);
  for (const [name, value] of Object.entries(more)) given.set(name, value);
  return ask(url, { cache: "no-store", ...init, headers: given, ...(signal && { signal }) });
};

/** The address with more of a query; relative ones stay relative. */
export const addressOf = (
  url: string | URL,
  query: Readonly<Record<string, string | number | undefined>> = {},
  path = "",
): string => {
  const [address = ""] = String(url).split("#");
  const at = address.indexOf("?");
  const base = at < 0 ? address : address.slice(0, at);
  const asked = new URLSearchParams(at < 0 ? "" : address.slice(at));
  for (const [name, value] of Object.entries(query)) {
    if (value !== undefined) asked.set(name, String(value));
  }
  const rest = String(asked);
  return base.replace(/\/$/, "") + path + (rest && `?${rest}`);
};
