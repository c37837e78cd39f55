import type { Content, Description, Listed, StreamTtl } from "@segno/core";

export const json = (
  value: unknown,
  { status = 200, headers = {} }: { status?: number; headers?: Record<string, string> } = {},
): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: { "content-type": "application/json", "cache-control": "no-store", ...headers },
  });

/** The address answers with events, too, to who accepts them. */
export const contentAnswer = <A>(content: Content<A>): Response =>
  json(content, { headers: { vary: "accept" } });

export const listAnswer = ({ inMemoryCount, streams, cursor }: Listed): Response =>
  json({ inMemoryCount, active: streams, cursor });

/** What a `HEAD` tells of a stream; a TTL that is not there has no header. */
export const headAnswer = ({
  status,
  position,
  ttl,
}: Description & { readonly ttl: StreamTtl }): Response => {
  const headers = new Headers({
    "cache-control": "no-store",
    vary: "accept",
    "segno-status": status,
    "segno-position": position,
    "segno-ttl-synchronized": String(ttl.synchronized),
  });
  if (ttl.streamTtlMs !== null) headers.set("segno-stream-ttl-ms", String(ttl.streamTtlMs));
  if (ttl.metaTtlMs !== null) headers.set("segno-meta-ttl-ms", String(ttl.metaTtlMs));
  return new Response(null, { headers });
};

/** What a page of another origin may read of a response besides its body. */
export const exposedHeaders: readonly string[] = [
  "retry-after",
  "segno-status",
  "segno-position",
  "segno-stream-ttl-ms",
  "segno-meta-ttl-ms",
  "segno-ttl-synchronized",
];
