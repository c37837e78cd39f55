import type { ReactNode } from "react";

const drawing = new URL("../sign.svg", import.meta.url).href;

/** The sign itself. Few fonts have one. */
export const Sign = ({ size }: { readonly size: number }): ReactNode => (
  <img src={drawing} width={size} height={size} alt="" />
);
