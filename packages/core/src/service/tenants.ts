import { SegnoError } from "../errors/segno-error.ts";
import type { Adapter } from "../ports/adapter.ts";
import { parseTenantId, type TenantId } from "../stream/ids.ts";
import { createForgotten, type Served } from "./forgotten.ts";
import { closedError, type Service } from "./open-service.ts";
import type { Run } from "./run.ts";
import type { Streams } from "./streams.ts";

/** So many are kept without asking whether they are still needed. */
const leastKept = 64;

const refuse = (code: "invalid-options" | "unsupported", message: string): never => {
  throw new SegnoError(code, message);
};

const tenantIdOf = (tenant: unknown): TenantId =>
  parseTenantId(tenant) ??
  refuse(
    "invalid-options",
    "A tenant is 1 to 128 characters, without braces, control or half characters",
  );

const noTenants = (): never =>
  refuse("unsupported", "This adapter knows no tenants, or these streams are a tenant's already");

export type Tenants<A> = {
  readonly of: (tenant: string) => Streams<A>;
  /** Ends what is under way for any of them, and gives out no more. */
  readonly close: () => Promise<void>;
};

/**
 * One service for each tenant, however often it is asked for: so all its readers share their hubs (P14). What is given
 * out is its name only; the service behind it is looked up with each call, and one that is idle is forgotten, so that
 * memory grows with the tenants of which something is under way, not with all that ever came.
 */
export const createTenants = <A>(
  forTenant: Adapter["forTenant"],
  open: (adapter: Adapter, tenant: TenantId) => Service<A>,
): Tenants<A> => {
  const served = new Map<TenantId, Served<A>>();
  const forgotten = createForgotten<A>();
  let most = leastKept;
  let closed = false;

  const forgetIdle = (): void => {
    for (const [tenant, one] of served) {
      if (!one.service.isIdle()) continue;
      one.service.unobserve();
      served.delete(tenant);
      forgotten.add(tenant, one);
    }
    most = Math.max(leastKept, served.size * 2);
  };

  const serviceOf = (tenant: TenantId): Service<A> => {
    if (closed) throw closedError();
    const known = served.get(tenant);
    if (known) return known.service;
    if (served.size >= most) forgetIdle();
    const adapter = forTenant?.(tenant) ?? noTenants();
    const service = open(adapter, tenant);
    served.set(tenant, { adapter, service });
    return service;
  };

  const end = async ({ adapter, service }: Served<A>): Promise<void> => {
    await service.close();
    await adapter.close();
  };

  const closeOne = async (tenant: TenantId): Promise<void> => {
    const known = served.get(tenant);
    served.delete(tenant);
    const all = [...(known ? [known] : []), ...forgotten.take(tenant)];
    await Promise.all(all.map(end));
  };

  const streamsOf = (tenant: TenantId): Streams<A> => {
    let closing: Promise<void> | null = null;
    const own = (): Service<A> => {
      if (closing) throw closedError();
      return serviceOf(tenant);
    };
    const streams: Streams<A> = {
      run: async (id, second, third?: (run: Run<A>) => unknown) =>
        typeof second === "function"
          ? own().run(id, second)
          : own().run(id, second, third as (run: Run<A>) => unknown),
      start: async (...args) => own().start(...args),
      pipe: async (...args) => own().pipe(...args),
      follow: (...args) => own().follow(...args),
      ack: async (...args) => own().ack(...args),
      playedUntil: async (...args) => own().playedUntil(...args),
      forgetReader: async (...args) => own().forgetReader(...args),
      consume: (...args) => own().consume(...args),
      deadLetters: async (...args) => own().deadLetters(...args),
      groups: async (...args) => own().groups(...args),
      read: async (...args) => own().read(...args),
      describe: async (...args) => own().describe(...args),
      list: async (...args) => own().list(...args),
      inventory: (...args) => own().inventory(...args),
      sweep: (...args) => own().sweep(...args),
      compact: async (...args) => own().compact(...args),
      erase: async (...args) => own().erase(...args),
      stop: async (...args) => own().stop(...args),
      remove: async (...args) => own().remove(...args),
      stats: () => own().stats(),
      newId: () => own().newId(),
      forTenant: noTenants,
      close: () => {
        closing ??= closeOne(tenant);
        return closing;
      },
      [Symbol.asyncDispose]: () => streams.close(),
    };
    return streams;
  };

  return {
    of: (tenant) => {
      if (closed) throw closedError();
      if (!forTenant) return noTenants();
      return streamsOf(tenantIdOf(tenant));
    },
    close: async () => {
      closed = true;
      await Promise.all([...served.values(), ...forgotten.take()].map(end));
      served.clear();
    },
  };
};
