import { announcingSaboteurs } from "./announcing.ts";
import { compactingSaboteurs } from "./compacting.ts";
import { cursorSaboteurs } from "./cursors.ts";
import { fencingSaboteurs } from "./fencing.ts";
import { findingSaboteurs } from "./finding.ts";
import { groupEndingSaboteurs } from "./group-ending.ts";
import { handingOutSaboteurs } from "./handing-out.ts";
import { keepingSaboteurs } from "./keeping.ts";
import { listingSaboteurs } from "./listing.ts";
import { readingSaboteurs } from "./reading.ts";
import { resendingSaboteurs } from "./resending.ts";
import type { Saboteur } from "./saboteur.ts";
import { showingSaboteurs } from "./showing.ts";
import { subscribingSaboteurs } from "./subscribing.ts";
import { tenantSaboteurs } from "./tenants.ts";

export type { Saboteur } from "./saboteur.ts";

/** For every law of stores, notifiers, cursors, groups and compaction, at least one adapter that breaks it. */
export const saboteurs: readonly Saboteur[] = [
  ...fencingSaboteurs,
  ...resendingSaboteurs,
  ...readingSaboteurs,
  ...keepingSaboteurs,
  ...showingSaboteurs,
  ...listingSaboteurs,
  ...findingSaboteurs,
  ...announcingSaboteurs,
  ...subscribingSaboteurs,
  ...tenantSaboteurs,
  ...cursorSaboteurs,
  ...compactingSaboteurs,
  ...handingOutSaboteurs,
  ...groupEndingSaboteurs,
];
