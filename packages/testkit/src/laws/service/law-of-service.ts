import type { Law } from "../../kit/law.ts";
import type { Stage } from "../../kit/stage.ts";

export type ServiceLaw = Law<Stage> & {
  /** It counts calls or says how soon: it holds in calm weather, while the others hold in any. */
  readonly calm?: true;
  /** It makes the store forget; an adapter that does not say how is shown as not tried, never as one that passed. */
  readonly needs?: "snapshot";
};
