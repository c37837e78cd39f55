import type { ReactNode } from "react";

/** Why something was not done, for as long as there is a reason. */
export const Refusal = ({ why }: { readonly why: string | null }): ReactNode =>
  why && (
    <p className="refusal" role="alert">
      {why}
    </p>
  );
