import type { AdapterLaw } from "../law-of-adapter.ts";
import { endingGroupLaws } from "./ending.ts";
import { handingOutLaws } from "./handing-out.ts";
import { handingOutAgainLaws } from "./handing-out-again.ts";
import { holdingLaws } from "./holding.ts";

/** What consumer groups must keep, wherever an adapter has any. */
export const groupLaws: readonly AdapterLaw[] = [
  ...handingOutLaws,
  ...handingOutAgainLaws,
  ...endingGroupLaws,
  ...holdingLaws,
];
