import type { TcpProxy } from "@segno/tools/proxy";
import type { RedisServer } from "@segno/tools/servers";
import { type Busy, type BusyOptions, busy } from "./busy.ts";
import type { Proc, ProcOptions } from "./proc.ts";
import type { Stage } from "./stage.ts";

/** One process that reaches its server by a proxy, and one that nothing disturbs. */
export type Proxied = {
  readonly server: RedisServer;
  readonly proxy: TcpProxy;
  readonly proc: Proc;
  readonly calm: Proc;
};

export const proxied = async (stage: Stage): Promise<Proxied> => {
  const server = await stage.server();
  const proxy = await stage.proxy(server);
  return { server, proxy, proc: stage.process(proxy), calm: stage.process(server) };
};

/** Streams that one process writes and another follows. */
export type Apart = { readonly writing: Proc; readonly reading: Proc; readonly play: Busy };

type ApartOptions = Pick<BusyOptions, "gapMs" | "streams"> & { readonly both?: ProcOptions };

export const apart = async (
  stage: Stage,
  at: Parameters<Stage["process"]>[0],
  { both = {}, ...more }: ApartOptions = {},
): Promise<Apart> => {
  const [writing, reading] = [stage.process(at, both), stage.process(at, both)];
  const play = await busy(stage, { writing, reading: [reading], calm: reading, ...more });
  return { writing, reading, play };
};
