import { createCodec } from "../codec/codec.ts";
import { checkOptions } from "../errors/check-options.ts";
import { SegnoError } from "../errors/segno-error.ts";
import { systemClock } from "../ports/clock.ts";
import type { TenantId } from "../stream/ids.ts";
import { checkFunction } from "./checks.ts";
import type { Ports } from "./context.ts";
import { openService, type Service } from "./open-service.ts";
import { streamsNames } from "./option-names.ts";
import { settingsOf } from "./settings.ts";
import type { Streams, StreamsOptions } from "./streams.ts";
import { createTenants } from "./tenants.ts";
import { ulids } from "./ulids.ts";

/** What is called later, and must not be found wanting only then. */
const callablesOf = <A>({
  text,
  chunk,
  upcast,
  clock,
  ids,
  forTenant,
  observer,
}: StreamsOptions<A>) => ({
  ...(text !== undefined && { text }),
  ...(chunk !== undefined && { "chunk.parse": chunk?.parse }),
  ...(upcast !== undefined && { upcast }),
  ...(clock !== undefined && {
    "clock.now": clock?.now,
    "clock.elapsed": clock?.elapsed,
    "clock.after": clock?.after,
  }),
  ...(ids !== undefined && { "ids.next": ids?.next }),
  ...(forTenant !== undefined && { forTenant }),
  ...(observer !== undefined && { "observer.open": observer?.open }),
});

export const createStreams = <A = unknown>(options: StreamsOptions<A>): Streams<A> => {
  checkOptions("createStreams", options, streamsNames);
  const { store, notifier, catalogue, cursors, groups, storeStats } = options;
  const { text, chunk, upcast, observer, clock = systemClock } = options;
  if (!store || !notifier || !catalogue) {
    throw new SegnoError("invalid-options", "createStreams takes an adapter: memoryStreams(), say");
  }
  for (const [name, value] of Object.entries(callablesOf(options))) checkFunction(name, value);
  const shared = {
    clock,
    settings: settingsOf(options),
    compactAtEnd: options.compactAtEnd === true,
    ids: options.ids ?? ulids(clock),
    codec: createCodec<A>({ ...(chunk && { chunk }), ...(upcast && { upcast }) }),
  };
  const open = (ports: Ports, tenant?: TenantId): Service<A> =>
    openService({ ...ports, ...shared, ...(tenant && { tenant }) }, text, observer);

  const extras = {
    ...(cursors && { cursors }),
    ...(groups && { groups }),
    ...(options.compact && { compact: options.compact }),
    ...(storeStats && { storeStats }),
    ...(options.erasables && { erasables: options.erasables }),
  };
  const ports = { store, notifier, catalogue, ...extras };
  const { isIdle: _, unobserve: __, anchor: ___, ...service } = open(ports);
  const tenants = createTenants(options.forTenant, open);
  let closing: Promise<void> | null = null;

  const close = async (): Promise<void> => {
    await Promise.all([service.close(), tenants.close()]);
    await options.close();
  };

  const streams: Streams<A> = {
    ...service,
    forTenant: tenants.of,
    close: () => {
      closing ??= close();
      return closing;
    },
    [Symbol.asyncDispose]: () => streams.close(),
  };
  return streams;
};
