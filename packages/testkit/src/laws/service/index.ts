import { boundingLaws } from "./bounding.ts";
import { countingLaws } from "./counting.ts";
import { endingLaws } from "./ending.ts";
import { erasingLaws } from "./erasing.ts";
import { failingOverLaws } from "./failing-over.ts";
import { followingLaws } from "./following.ts";
import { holdingLaws } from "./holding.ts";
import { keepingLaws } from "./keeping.ts";
import type { ServiceLaw } from "./law-of-service.ts";
import { leavingLaws } from "./leaving.ts";
import { listingLaws } from "./listing.ts";
import { losingLaws } from "./losing.ts";
import { playingLaws } from "./playing.ts";
import { producingLaws } from "./producing.ts";
import { recreatingLaws } from "./recreating.ts";
import { sharingLaws } from "./sharing.ts";
import { startingLaws } from "./starting.ts";
import { stoppingLaws } from "./stopping.ts";
import { sweepingLaws } from "./sweeping.ts";
import { tenantServiceLaws } from "./tenants.ts";

/** What the service must keep over every adapter. */
export const serviceLaws: readonly ServiceLaw[] = [
  ...producingLaws,
  ...startingLaws,
  ...stoppingLaws,
  ...followingLaws,
  ...recreatingLaws,
  ...endingLaws,
  ...losingLaws,
  ...failingOverLaws,
  ...leavingLaws,
  ...keepingLaws,
  ...boundingLaws,
  ...playingLaws,
  ...holdingLaws,
  ...listingLaws,
  ...countingLaws,
  ...sweepingLaws,
  ...erasingLaws,
  ...tenantServiceLaws,
  ...sharingLaws,
];
