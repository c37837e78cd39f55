/** Where the page is served, and what keeps its streams. */
export type ServerPlace = {
  readonly port: number;
  readonly host: string;
  readonly redisUrl: string | undefined;
};

/** From PORT (3000), HOST (this machine alone) and REDIS_URL (memory). Throws where a port is none. */
export const placeOf = (env: Readonly<Record<string, string | undefined>>): ServerPlace => {
  const port = env["PORT"] || "3000";
  if (!/^\d+$/.test(port) || Number(port) > 65_535) {
    throw new Error(`PORT is a number from 0 to 65535, not ${JSON.stringify(port)}`);
  }
  return {
    port: Number(port),
    host: env["HOST"] || "127.0.0.1",
    redisUrl: env["REDIS_URL"] || undefined,
  };
};

export const urlOf = (host: string, port: number): string => {
  const name = host === "127.0.0.1" ? "localhost" : host.includes(":") ? `[${host}]` : host;
  return `http://${name}:${port}`;
};
