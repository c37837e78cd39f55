import type { Streams } from "@segno/core";
import { tenantNames } from "../../arbitraries/names.ts";
import type { Said } from "../../kit/stage.ts";
import { overAdapter, type ServiceSaboteur, withStreams } from "./service-saboteur.ts";

const [apart, refuses, closes, shares, crossing] = [
  "tenants write, follow, stop and list streams of one id apart",
  "what is no tenant's name is refused, and so are tenants of tenants",
  "closing a tenant's streams ends what is its own; closing all ends the rest",
  "a tenant that is asked for anew with each call shares its readers' way to the store",
  "ids, owners, readers and cursors of one tenant mean nothing to another, whatever they are called",
];

/** What a service makes of each tenant instead of what it should. */
const withTenants = (
  name: string,
  broken: string | undefined,
  make: (streams: Streams<Said>, tenant: string) => Streams<Said>,
): ServiceSaboteur => ({
  name,
  breaks: [broken ?? ""],
  create: withStreams((streams) => ({ forTenant: (tenant) => make(streams, tenant) })),
});

export const tenantServiceSaboteurs: readonly ServiceSaboteur[] = [
  overAdapter("gives every tenant the streams of none", [apart ?? ""]),
  withTenants("takes no notice of case", apart, (streams, tenant) =>
    streams.forTenant(tenant.toLowerCase()),
  ),
  withTenants("erases a person under every tenant", crossing, (streams, tenant) => {
    const own = streams.forTenant(tenant);
    const erase: Streams<Said>["erase"] = async (options) => {
      for (const other of tenantNames) await streams.forTenant(other).erase(options);
      return own.erase(options);
    };
    return { ...own, erase };
  }),
  withTenants("takes any name for a tenant", refuses, (streams, tenant) => {
    try {
      return streams.forTenant(tenant);
    } catch {
      return streams.forTenant("other");
    }
  }),
  withTenants("closes all with one tenant", closes, (streams, tenant) => ({
    ...streams.forTenant(tenant),
    close: streams.close,
  })),
  {
    name: "makes a service anew for each time a tenant is asked for",
    breaks: [shares ?? ""],
    create: (create) => (options) => {
      const streams = create(options);
      const made: Streams<Said>[] = [];
      const close = async (): Promise<void> => {
        await Promise.all(made.map((one) => one.close()));
        await streams.close();
      };
      return {
        ...streams,
        close,
        forTenant: (tenant) => {
          const { forTenant: _, ...rest } = options;
          const adapter = options.forTenant?.(tenant as never) ?? options;
          const one = create({ ...rest, ...adapter });
          made.push(one);
          return one;
        },
      };
    },
  },
];
