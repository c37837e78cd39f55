export type BlockKind = "heading" | "item" | "table" | "quote" | "code" | "paragraph" | "blank";

/** A stretch of a text. All of them joined are the text again, letter by letter. */
export type Block = { readonly kind: BlockKind; readonly text: string };

const fence = /^(```|\$\$)/;

const kinds: readonly (readonly [RegExp, BlockKind])[] = [
  [/^[ \t]*\n?$/, "blank"],
  [/^#{1,6}\s/, "heading"],
  [/^\s*([-*]|\d+\.)\s/, "item"],
  [/^\|/, "table"],
  [/^>/, "quote"],
];

const kindOf = (line: string): BlockKind =>
  kinds.find(([pattern]) => pattern.test(line))?.[1] ?? "paragraph";

/** These are one with the line before. */
const joins: ReadonlySet<BlockKind> = new Set(["table", "quote", "paragraph", "blank"]);

/** Each with its line break. */
export const linesOf = (text: string): readonly string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

/** Cuts Markdown into what is set alike. What is still being written need not be closed. */
export const blocksOf = (text: string): readonly Block[] => {
  const blocks: { kind: BlockKind; text: string }[] = [];
  let closing: string | null = null;
  for (const line of linesOf(text)) {
    const last = blocks.at(-1);
    if (closing !== null && last) {
      last.text += line;
      if (line.startsWith(closing)) closing = null;
      continue;
    }
    closing = fence.exec(line)?.[1] ?? null;
    const kind = closing === null ? kindOf(line) : "code";
    if (last?.kind === kind && joins.has(kind)) last.text += line;
    else blocks.push({ kind, text: line });
  }
  return blocks;
};
