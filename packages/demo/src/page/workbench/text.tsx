import type { ReactNode } from "react";

/** A text as it is, in a box that is scrolled. */
export const Text = ({ text }: { readonly text: string }): ReactNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: by keys too
  <blockquote dir="auto" tabIndex={0}>
    {text}
  </blockquote>
);
