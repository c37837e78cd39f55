import type { ReactNode } from "react";

const marked = /(\*\*[^*\n]+\*\*|\*[^*\s][^*\n]*\*|`[^`\n]+`)/;

const Marked = ({ text }: { readonly text: string }): ReactNode => {
  const mark = text.startsWith("**") ? "**" : text.charAt(0);
  const Tag = mark === "**" ? "strong" : mark === "*" ? "em" : "code";
  return (
    <Tag>
      <span className="mark" aria-hidden="true">
        {mark}
      </span>
      {text.slice(mark.length, -mark.length)}
      <span className="mark" aria-hidden="true">
        {mark}
      </span>
    </Tag>
  );
};

/** A line with what is emphasised in it. The marks stay: nothing of what was sent is left out. */
export const Spans = ({ text }: { readonly text: string }): ReactNode =>
  text.split(marked).map((part, at) => (at % 2 === 1 ? <Marked key={at} text={part} /> : part));
