import { consumingServiceSaboteurs } from "./consuming.ts";
import { countingServiceSaboteurs } from "./counting.ts";
import { endingServiceSaboteurs } from "./ending.ts";
import { erasingServiceSaboteurs } from "./erasing.ts";
import { followingServiceSaboteurs } from "./following.ts";
import { holdingServiceSaboteurs } from "./holding.ts";
import { listingServiceSaboteurs } from "./listing.ts";
import { playingServiceSaboteurs } from "./playing.ts";
import { producingServiceSaboteurs } from "./producing.ts";
import type { ServiceSaboteur } from "./service-saboteur.ts";
import { sweepingServiceSaboteurs } from "./sweeping.ts";
import { tenantServiceSaboteurs } from "./tenants.ts";

export type { ServiceSaboteur } from "./service-saboteur.ts";

/** For every law of the service, at least one service or adapter that breaks it. */
export const serviceSaboteurs: readonly ServiceSaboteur[] = [
  ...producingServiceSaboteurs,
  ...followingServiceSaboteurs,
  ...endingServiceSaboteurs,
  ...playingServiceSaboteurs,
  ...holdingServiceSaboteurs,
  ...listingServiceSaboteurs,
  ...countingServiceSaboteurs,
  ...sweepingServiceSaboteurs,
  ...erasingServiceSaboteurs,
  ...tenantServiceSaboteurs,
  ...consumingServiceSaboteurs,
];
