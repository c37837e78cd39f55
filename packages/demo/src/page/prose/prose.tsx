import { memo, type ReactNode } from "react";
import { type Block, blocksOf } from "./blocks.ts";
import { Spans } from "./spans.tsx";
import { Table } from "./table.tsx";

/** The marks at the head of a block, which step back behind what they mark. */
const lead = /^(#{1,6}\s+|>\s?|\s*(?:[-*]|\d+\.)\s+)/;

const Lead = ({ text }: { readonly text: string }): ReactNode => {
  const mark = lead.exec(text)?.[0] ?? "";
  return (
    <>
      {mark && <span className="mark">{mark}</span>}
      <Spans text={text.slice(mark.length)} />
    </>
  );
};

const Setting = memo(({ kind, text }: Block): ReactNode => {
  if (kind === "table") return <Table text={text} />;
  if (kind === "code") {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what is too wide is scrolled, by keys too
      <pre tabIndex={0}>{text}</pre>
    );
  }
  if (kind === "blank") return <div className="blank">{text}</div>;
  if (kind === "heading") {
    const level = /^#+/.exec(text)?.[0].length ?? 1;
    return (
      // biome-ignore lint/a11y/useSemanticElements: one element for six levels
      <div className="heading" role="heading" aria-level={Math.min(level + 2, 6)} dir="auto">
        <Lead text={text} />
      </div>
    );
  }
  return (
    <div className={kind} dir="auto">
      <Lead text={text} />
    </div>
  );
});

/** Markdown as it was typed, set with care: its text content is what was sent, letter by letter. */
export const Prose = ({ text }: { readonly text: string }): ReactNode => (
  <div className="prose">
    {blocksOf(text).map((block, at) => (
      <Setting key={at} {...block} />
    ))}
  </div>
);
