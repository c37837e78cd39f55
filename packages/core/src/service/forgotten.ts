import type { Adapter } from "../ports/adapter.ts";
import type { TenantId } from "../stream/ids.ts";
import type { Service } from "./open-service.ts";

/** A tenant of which something is under way, or was not long ago. */
export type Served<A> = { readonly adapter: Adapter; readonly service: Service<A> };

export type Forgotten<A> = {
  readonly add: (tenant: TenantId, served: Served<A>) => void;
  /** Those of a tenant, or all, of which something that was handed out is still held; they are not kept any more. */
  readonly take: (tenant?: TenantId) => readonly Served<A>[];
};

/** With fewer nobody looks which of them are still held. */
const leastHeld = 64;

/**
 * Those that were idle and are not kept. A follower that was handed out before may yet be pulled for the first time, and
 * has to end when the streams are closed; once nobody holds such a thing, nothing of it is left here.
 */
export const createForgotten = <A>(): Forgotten<A> => {
  const served = new WeakMap<object, Served<A>>();
  let held: { readonly tenant: TenantId; readonly anchor: WeakRef<object> }[] = [];
  let most = leastHeld;

  return {
    add: (tenant, one) => {
      const { anchor } = one.service;
      served.set(anchor, one);
      held.push({ tenant, anchor: new WeakRef(anchor) });
      if (held.length < most) return;
      held = held.filter((of) => of.anchor.deref());
      most = Math.max(leastHeld, held.length * 2);
    },
    take: (tenant) => {
      const isMeant = (one: { readonly tenant: TenantId }): boolean =>
        tenant === undefined || one.tenant === tenant;
      const meant = held.filter(isMeant);
      held = held.filter((one) => !isMeant(one));
      return meant.flatMap(({ anchor }) => served.get(anchor.deref() ?? {}) ?? []);
    },
  };
};
