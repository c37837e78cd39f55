import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/** A loopback port before the server that notes what is asked for. */
export type Wire = {
  readonly url: string;
  /** The commands of each request since the last call, in order: what arrived in one piece is one request. */
  readonly requests: () => readonly (readonly string[])[];
  readonly close: () => void;
};

/** The commands' names in a piece of a RESP request, and what of it is not whole yet. */
const parse = (piece: string): { readonly names: string[]; readonly rest: string } => {
  const names: string[] = [];
  let at = 0;
  const number = (): number => {
    const end = piece.indexOf("\r\n", at);
    const value = end < 0 ? Number.NaN : Number(piece.slice(at + 1, end));
    at = end + 2;
    return value;
  };
  for (let begun = 0; ; begun = at) {
    const parts = at < piece.length ? number() : Number.NaN;
    let name = "";
    for (let part = 0; part < parts; part++) {
      const length = number();
      if (part === 0) name = piece.slice(at, at + length).toLowerCase();
      at += length + 2;
    }
    if (!(at <= piece.length) || Number.isNaN(parts) || Number.isNaN(at))
      return { names, rest: piece.slice(begun) };
    names.push(name);
  }
};

/** Signs of life of the connection itself are nobody's request. */
const counted = (names: readonly string[]): boolean => names.some((name) => name !== "ping");

export const startWire = async (port: number): Promise<Wire> => {
  let requests: string[][] = [];
  const sockets = new Set<Socket>();
  const server = createServer((client) => {
    const upstream = connect({ port, host: "127.0.0.1" });
    let rest = "";
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      from.setNoDelay(true);
      sockets.add(from);
      from.on("error", () => to.destroy());
      from.on("close", () => {
        sockets.delete(from);
        to.destroy();
      });
    }
    client.on("data", (piece) => {
      const parsed = parse(rest + piece.toString("latin1"));
      rest = parsed.rest;
      if (counted(parsed.names)) requests.push(parsed.names);
      upstream.write(piece);
    });
    upstream.on("data", (piece) => client.write(piece));
  });
  server.listen({ port: 0, host: "127.0.0.1" });
  await once(server, "listening");
  return {
    url: `redis://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests: () => {
      const seen = requests;
      requests = [];
      return seen;
    },
    close: () => {
      server.close();
      for (const socket of sockets) socket.destroy();
    },
  };
};
