import type { Adapter, Notifier, TenantId } from "@segno/core";
import type { Saboteur } from "./saboteur.ts";

const [apart, lists, hears, closes, nested] = [
  "whatever tenants are called, one id is another stream for each of them",
  "a tenant lists its own streams, also with a cursor of another",
  "a tenant hears of its own streams alone",
  "closing a tenant's adapter silences its listeners alone, and leaves what is stored",
  "a tenant has no tenants of its own",
];

/** What an adapter makes of each tenant instead of what it should. */
const withTenants =
  (make: (honest: (tenant: TenantId) => Adapter, root: Adapter) => (tenant: TenantId) => Adapter) =>
  (adapter: Adapter): Adapter => {
    const { forTenant } = adapter;
    return forTenant ? { ...adapter, forTenant: make(forTenant, adapter) } : adapter;
  };

/** Takes names for one another. */
const takingNames = (how: string, fold: (name: string) => string): Saboteur => ({
  name: how,
  breaks: [apart],
  wrap: withTenants((honest) => (tenant) => honest(fold(tenant) as TenantId)),
});

export const tenantSaboteurs: readonly Saboteur[] = [
  {
    name: "gives every tenant the streams of none",
    breaks: [apart, lists, hears],
    wrap: withTenants((_, root) => () => ({ ...root, close: async () => {} })),
  },
  takingNames("takes no notice of case", (name) => name.toLowerCase()),
  takingNames("brings names of tenants into one normal form", (name) => name.normalize("NFC")),
  takingNames("leaves out the blanks around a name", (name) => name.trim() || name),
  takingNames("decodes the names of tenants", (name) => name.replace("%3A", ":")),
  takingNames("cuts long names", (name) => name.slice(0, 127)),
  {
    name: "tells all tenants of one id",
    breaks: [hears],
    wrap: withTenants((honest, root) => (tenant) => {
      const own = honest(tenant);
      const subscribe: Notifier["subscribe"] = async (...args) => {
        const both = [own, root].map(({ notifier }) => notifier.subscribe(...args));
        const subscriptions = await Promise.all(both);
        return { close: async () => void (await Promise.all(subscriptions.map((s) => s.close()))) };
      };
      return { ...own, notifier: { ...own.notifier, subscribe } };
    }),
  },
  {
    name: "lists one tenant's streams to all",
    breaks: [lists],
    wrap: withTenants((honest, { catalogue }) => (tenant) => ({ ...honest(tenant), catalogue })),
  },
  {
    name: "closes all with one tenant",
    breaks: [closes],
    wrap: withTenants((honest, root) => (tenant) => ({ ...honest(tenant), close: root.close })),
  },
  {
    name: "closes nothing of a tenant",
    breaks: [closes],
    wrap: withTenants((honest) => (tenant) => ({ ...honest(tenant), close: async () => {} })),
  },
  {
    name: "has tenants of tenants",
    breaks: [nested],
    wrap: withTenants((honest) => {
      const make = (tenant: TenantId): Adapter => ({ ...honest(tenant), forTenant: make });
      return make;
    }),
  },
];
