import { setTimeout as pause } from "node:timers/promises";
import type { RedisTemplate } from "@segno/redis";
import { fairWeather } from "@segno/testkit";
import { startProxy, type TcpProxy } from "@segno/tools/proxy";
import { type RedisOptions, type RedisServer, startRedis } from "@segno/tools/servers";
import { Redis } from "ioredis";
import type { Kind } from "../frame/scenario.ts";
import { type Violation, violation } from "../frame/violation.ts";
import { openProc, type Proc, type ProcOptions, templateOf } from "./proc.ts";
import { checkResidue, residueOf } from "./residue.ts";

type Address = { readonly port: number; readonly host?: string };
type Act = () => Promise<unknown> | unknown;

/** Servers, proxies and processes. */
export type House = {
  readonly server: (
    config?: RedisOptions["config"],
    where?: Pick<RedisOptions, "host" | "binary">,
  ) => Promise<RedisServer>;
  /** Servers of somebody else's, of which nothing of ours may be left in the end either. */
  readonly watch: (others: readonly RedisServer[]) => void;
  readonly proxy: (server: RedisServer) => Promise<TcpProxy>;
  /** A bare connection, to do things to a server with. */
  readonly admin: (server: { readonly url: string }) => Redis;
  readonly process: (at: Address | RedisTemplate, options?: ProcOptions) => Proc;
  /** To be done before anything is closed: what is frozen is thawed. */
  readonly before: (first: Act) => void;
  /** To be done when all is over, and the servers are gone. */
  readonly defer: (last: Act) => void;
  /** Closes everything, and says what was left behind. */
  readonly close: () => Promise<readonly Violation[]>;
};

/** The longest that closing all processes may take. */
const closingMs = 15_000;

const isTemplate = (at: Address | RedisTemplate): at is RedisTemplate => "duplicate" in at;

const soothe = async (proxy: TcpProxy): Promise<void> => {
  proxy.blackhole(false);
  proxy.dropReplies(false);
  proxy.delay(0);
  proxy.throttle(null);
  proxy.splitBytes(false);
  await proxy.refuse(false);
};

export const openHouse = (kind: Kind): House => {
  const servers: RedisServer[] = [];
  const watched: RedisServer[] = [];
  const proxies: TcpProxy[] = [];
  const admins: Redis[] = [];
  const procs: Proc[] = [];
  const first: Act[] = [];
  const last: Act[] = [];

  return {
    server: async (config = {}, where = {}) => {
      const server = await startRedis({ config, ...where });
      servers.push(server);
      return server;
    },
    watch: (others) => void watched.push(...others),
    proxy: async (server) => {
      const proxy = await startProxy(server.port);
      proxies.push(proxy);
      return proxy;
    },
    admin: ({ url }) => {
      const admin = new Redis(url);
      admin.on("error", () => {});
      admins.push(admin);
      return admin;
    },
    process: (at, options) => {
      const url = isTemplate(at) ? null : `redis://${at.host ?? "127.0.0.1"}:${at.port}`;
      const template = isTemplate(at) ? at : templateOf(url ?? "");
      const proc = openProc(`p${procs.length + 1}`, kind, template, options);
      procs.push(proc);
      return proc;
    },
    before: (act) => void first.push(act),
    defer: (act) => void last.push(act),
    close: async () => {
      for (const proxy of proxies) await soothe(proxy);
      for (const act of first) await act();
      for (const proc of procs) Object.assign(proc.weather, fairWeather());
      for (const admin of admins) admin.disconnect();
      const closed = await Promise.race([
        Promise.all(procs.map((proc) => proc.close())).then(() => true),
        pause(closingMs, false, { ref: false }),
      ]);
      const all = [...servers, ...watched];
      const left = closed ? checkResidue(await residueOf(procs, all, proxies)) : [];
      await Promise.all(proxies.map((proxy) => proxy.close()));
      await Promise.all(servers.map((server) => server.stop()));
      for (const act of last.reverse()) await act();
      const late = `close() did not come to an end in ${closingMs} ms`;
      return closed ? left : [violation("E", late)];
    },
  };
};
