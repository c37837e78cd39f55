import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";

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
  /** Requests arrive, answers are lost. Follow it with `cut` or `reset`: the stream has a hole. */
  dropReplies(on: boolean): void;
  /** Latency each way, in ms; order is kept. */
  delay(ms: number): void;
  /** One byte per write, each in a turn of its own. */
  splitBytes(on: boolean): void;
  /** The port answers ECONNREFUSED; open connections stay. */
  refuse(on: boolean): Promise<void>;
  close(): Promise<void>;
  [Symbol.asyncDispose](): Promise<void>;
};

type Faults = { hole: boolean; deaf: boolean; delayMs: number; split: boolean };

async function write(to: Socket, chunk: Buffer, split: boolean): Promise<void> {
  if (!split) {
    to.write(chunk);
    return;
  }
  for (let i = 0; i < chunk.length && !to.destroyed; i++) {
    to.write(chunk.subarray(i, i + 1));
    await nextTurn();
  }
}

/** Passes one direction on, in order, with whatever is wrong at the moment a chunk is due. */
function pass(
  from: Socket,
  to: Socket,
  faults: Faults,
  lost: () => boolean,
  count: (n: number) => void,
) {
  let queue = Promise.resolve();
  const held = async (): Promise<void> => {
    while (faults.hole && !to.destroyed) await sleep(5);
  };
  from.on("data", (chunk: Buffer) => {
    const arrived = Date.now();
    queue = queue.then(async () => {
      await held();
      const wait = arrived + faults.delayMs - Date.now();
      if (faults.delayMs > 0 && wait > 0) await sleep(wait);
      if (lost() || to.destroyed) return;
      count(chunk.length);
      await write(to, chunk, faults.split);
    });
  });
  from.on("end", () => {
    queue = queue.then(held).then(() => void to.end());
  });
  from.on("error", () => to.destroy());
  from.on("close", () => {
    if (from.readableEnded) return;
    to.destroy();
  });
}

/** A TCP proxy on loopback in front of `targetPort`, with faults to switch on and off. */
export async function startProxy(targetPort: number, host = "127.0.0.1"): Promise<TcpProxy> {
  const faults: Faults = { hole: false, deaf: false, delayMs: 0, split: false };
  const bytes = { up: 0, down: 0 };
  const connections = { open: 0, accepted: 0 };
  const sockets = new Set<Socket>();

  const add = (socket: Socket): void => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on("close", () => sockets.delete(socket));
  };
  const server: Server = createServer({ allowHalfOpen: true }, (client) => {
    const upstream = connect({ port: targetPort, host, allowHalfOpen: true });
    connections.open += 1;
    connections.accepted += 1;
    client.on("close", () => {
      connections.open -= 1;
    });
    add(client);
    add(upstream);
    pass(
      client,
      upstream,
      faults,
      () => false,
      (n) => {
        bytes.up += n;
      },
    );
    pass(
      upstream,
      client,
      faults,
      () => faults.deaf,
      (n) => {
        bytes.down += n;
      },
    );
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
    },
    dropReplies: (on) => {
      faults.deaf = on;
    },
    delay: (ms) => {
      faults.delayMs = ms;
    },
    splitBytes: (on) => {
      faults.split = on;
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
