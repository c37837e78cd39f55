import type { Law } from "../../kit/law.ts";
import type { Stage } from "../../kit/stage.ts";

export type ServiceLaw = Law<Stage> & {
  /** It counts calls or says how soon: it holds in calm weather, while the others hold in any. */
  readonly calm?: true;
};
