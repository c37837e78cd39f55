import type { AdapterLaw } from "../law-of-adapter.ts";
import { afterLaws } from "./after.ts";
import { answerLaws } from "./answers.ts";
import { catalogueLaws } from "./catalogue.ts";
import { endingAnswerLaws } from "./ending-answers.ts";
import { expiryLaws } from "./expiry.ts";
import { fidelityLaws } from "./fidelity.ts";
import { findingLaws } from "./finding.ts";
import { headLaws } from "./heads.ts";
import { holeLaws } from "./holes.ts";
import { modelLaws } from "./model.ts";
import { raceLaws } from "./races.ts";
import { readingLaws } from "./reading.ts";
import { readingHoleLaws } from "./reading-holes.ts";
import { removalLaws } from "./removal.ts";
import { resendLaws } from "./resend.ts";
import { tenantLaws } from "./tenants.ts";

/** What every store and its catalogue must keep. */
export const storeLaws: readonly AdapterLaw[] = [
  ...answerLaws,
  ...endingAnswerLaws,
  ...afterLaws,
  ...holeLaws,
  ...readingHoleLaws,
  ...headLaws,
  ...expiryLaws,
  ...removalLaws,
  ...readingLaws,
  ...raceLaws,
  ...resendLaws,
  ...fidelityLaws,
  ...modelLaws,
  ...catalogueLaws,
  ...findingLaws,
  ...tenantLaws,
];
