import type { ReactNode } from "react";
import type { Line } from "./line.ts";
import { useIsCut } from "./use-line.ts";

/** Cuts a line, and restores it. */
export const LineButton = ({ line }: { readonly line: Line }): ReactNode => {
  const isCut = useIsCut(line);
  return (
    <button type="button" className="quiet" data-on={isCut} onClick={isCut ? line.mend : line.cut}>
      {isCut ? "Restore the line" : "Cut the line"}
    </button>
  );
};
