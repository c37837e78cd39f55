import type { AdapterLaw } from "../law-of-adapter.ts";
import { boundedCursorLaws } from "./bounding.ts";
import { cursorKeepingLaws } from "./keeping.ts";
import { listedCursorLaws } from "./listing.ts";
import { movingLaws } from "./moving.ts";
import { waitingLaws } from "./waiting.ts";

/** What every adapter that keeps places of readers must keep. */
export const cursorLaws: readonly AdapterLaw[] = [
  ...movingLaws,
  ...cursorKeepingLaws,
  ...boundedCursorLaws,
  ...listedCursorLaws,
  ...waitingLaws,
];
