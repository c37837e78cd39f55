import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { type Connection, type Direction, type Faults, noFaults, pass } from "./passing.ts";

export type TcpProxy = {
  readonly port: number;
  /** Bytes passed on since the start: `up` to the server, `down` to the clients. */
  readonly bytes: { readonly up: number; readonly down: number };
  /** Connections that are open now, and all that ever were. */
  readonly connections: { readonly open: number; readonly accepted: number };
  /** Ends every connection politely (FIN). New ones are welcome. */
  cut(): void;
  /** Ends every connection with a reset (RST), as a crashed host's kernel would. */
  reset(): void;
  /** Nothing passes, nothing closes; what was held is delivered when it is switched off. */
  blackhole(on: boolean): void;
  /** The same for those connections that are open now and have (or have not) subscribed to something. */
  blackholeOpen(which: "subscribers" | "commands"): void;
  /** Requests arrive, answers are lost. Follow it with `cut` or `reset`: the stream has a hole. */
  dropReplies(on: boolean): void;
  /** Latency each way, in ms, or as each piece draws it; order is kept. */
  delay(ms: number | ((direction: Direction) => number)): void;
  /** So many bytes per second each way, on each connection; null as fast as it goes. */
  throttle(bytesPerSecond: number | null): void;
  /** One byte per write, each in a turn of its own. */
  splitBytes(on: boolean): void;
  /** New connections go to another port from here on, as after a failover behind one address. */
  retarget(port: number): void;
  /** The port answers ECONNREFUSED; open connections stay. */
  refuse(on: boolean): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

/** A TCP proxy on loopback in front of `targetPort`, with faults to switch on and off. */
export async function startProxy(targetPort: number, host = "127.0.0.1"): Promise<TcpProxy> {
  const faults: Faults = noFaults();
  let target = targetPort;
  const bytes = { up: 0, down: 0 };
  const connections = { open: 0, accepted: 0 };
  const sockets = new Set<Socket>();
  const live = new Set<Connection>();

  const add = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
  };
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: target, host, allowHalfOpen: true });
    connections.open += 1;
    connections.accepted += 1;
    const connection: Connection = { hole: false, subscriber: false };
    live.add(connection);
    client.on("close", () => {
      connections.open -= 1;
      live.delete(connection);
    });
    add(client);
    add(upstream);
    const way = (from: Socket, to: Socket, direction: Direction): void =>
      pass({
        from,
        to,
        direction,
        faults,
        connection,
        count: (n) => {
          bytes[direction] += n;
        },
      });
    way(client, upstream, "up");
    way(upstream, client, "down");
  });

  const listen = async (port: number): Promise<number> => {
    server.listen({ port, host: "127.0.0.1" });
    await once(server, "listening");
    return (server.address() as AddressInfo).port;
  };
  const port = await listen(0);
  const close = async (): Promise<void> => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };

  return {
    port,
    bytes,
    connections,
    cut: () => {
      for (const socket of sockets) socket.end(() => socket.destroy());
    },
    reset: () => {
      for (const socket of sockets) socket.resetAndDestroy();
    },
    blackhole: (on) => {
      faults.hole = on;
      if (!on) for (const connection of live) connection.hole = false;
    },
    blackholeOpen: (which) => {
      for (const connection of live) {
        if (connection.subscriber === (which === "subscribers")) connection.hole = true;
      }
    },
    dropReplies: (on) => {
      faults.deaf = on;
    },
    delay: (ms) => {
      faults.delayMs = typeof ms === "number" ? () => ms : ms;
    },
    throttle: (bytesPerSecond) => {
      faults.bytesPerSecond = bytesPerSecond ?? Number.POSITIVE_INFINITY;
    },
    splitBytes: (on) => {
      faults.split = on;
    },
    retarget: (to) => {
      target = to;
    },
    refuse: async (on) => {
      if (on === !server.listening) return;
      if (on) server.close();
      else await listen(port);
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}
