import type { ReactNode } from "react";
import { useStuck } from "../shell/use-stuck.ts";

/** A text as it is, in a box that is scrolled. */
export const Text = ({ text }: { readonly text: string }): ReactNode => (
  // biome-ignore lint/a11y/noNoninteractiveTabindex: by keys too
  <blockquote dir="auto" tabIndex={0}>
    {text}
  </blockquote>
);

/** One that grows: its end stays in sight. */
export const GrowingText = ({ text }: { readonly text: string }): ReactNode => {
  const { ref } = useStuck<HTMLQuoteElement>();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: by keys too
    <blockquote ref={ref} dir="auto" tabIndex={0}>
      <div>{text}</div>
    </blockquote>
  );
};
