import { columnsOf } from "./width.ts";

export const grouped = (n: number): string => n.toLocaleString("en");

/** Words into lines of at most so many columns; a single longer word stays whole. */
export const paragraph = (text: string, columns: number): readonly string[] => {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (columnsOf(longer) > columns && line !== "") {
      lines.push(line);
      line = word;
    } else line = longer;
  }
  return line === "" ? lines : [...lines, line];
};

/** The same, each line behind so much room. */
export const indented = (text: string, indent: number, columns: number): readonly string[] =>
  paragraph(text, Math.max(16, columns - indent)).map((line) => " ".repeat(indent) + line);
