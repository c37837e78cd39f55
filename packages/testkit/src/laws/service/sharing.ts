import { consumingLaws } from "./consuming.ts";
import type { ServiceLaw } from "./law-of-service.ts";
import { sharingEndsLaws } from "./sharing-ends.ts";
import { sharingHoldsLaws } from "./sharing-holds.ts";
import { sharingLeavesLaws } from "./sharing-leaves.ts";

/** What consumers who share a stream are promised, where an adapter has groups. */
export const sharingLaws: readonly ServiceLaw[] = [
  ...consumingLaws,
  ...sharingEndsLaws,
  ...sharingLeavesLaws,
  ...sharingHoldsLaws,
];
