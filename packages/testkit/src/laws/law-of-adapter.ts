import type { Law } from "../kit/law.ts";
import type { Trial } from "../kit/trial.ts";

export type AdapterLaw = Law<Trial>;
