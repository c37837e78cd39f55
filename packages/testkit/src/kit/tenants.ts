import type { Adapter, TenantId } from "@segno/core";
import { declared } from "./law.ts";
import type { Trial } from "./trial.ts";

export type TenantTrial = Trial & Pick<Adapter, "close">;

/** The same trial over a tenant's ports. Not tried where the adapter knows no tenants. */
export const asTenant = (trial: Trial, tenant: TenantId): TenantTrial => {
  const { forTenant: _, ...rest } = trial;
  return { ...rest, ...declared(trial.forTenant, "tenants")(tenant) };
};
