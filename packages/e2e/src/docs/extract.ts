/** A program of a document: its code stands on the very lines that it has in the document. */
export type Module = {
  readonly document: string;
  readonly file: string;
  readonly code: string;
  /** What it says it prints, line by line; null when it says nothing. */
  readonly prints: readonly string[] | null;
};

export type Extracted = {
  readonly modules: readonly Module[];
  /** Shell lines, for whoever knows which commands exist. */
  readonly shell: readonly { readonly line: number; readonly text: string }[];
  /** Fences that would be looked over in silence. */
  readonly problems: readonly string[];
};

type Block = { readonly info: string; readonly first: number; readonly lines: readonly string[] };

/** Fences that are shown and not run. What is TypeScript and does not run is `text`. */
const shown = new Set(["text", "json", "yaml", "lua", "mermaid", "diff"]);

const opening = /^(\s*)(`{3,}|~{3,})\s*(.*)$/;

function blocks(markdown: string): Block[] {
  const found: Block[] = [];
  const lines = markdown.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const [, indent = "", fence = "", info = ""] = opening.exec(lines[i] ?? "") ?? [];
    if (fence === "") continue;
    const first = i + 1;
    const body: string[] = [];
    for (i++; i < lines.length && !(lines[i] ?? "").trim().startsWith(fence); i++) {
      const line = lines[i] ?? "";
      body.push(line.startsWith(indent) ? line.slice(indent.length) : line.trimStart());
    }
    found.push({ info: info.trim(), first, lines: body });
  }
  return found;
}

/** The file that a fence writes to, or what is wrong with the fence. */
function target(info: string): { readonly file: string } | { readonly problem: string } {
  const [language = "", ...words] = info.split(/\s+/);
  const [word, ...more] = words;
  if (word === undefined) return { file: `main.${language}` };
  const [, key, value] = /^(file|name)=([\w.-]+)$/.exec(word) ?? [];
  if (value === undefined || more.length > 0)
    return { problem: `\`${info}\`: a fence may say file=… or name=…, once, and nothing else` };
  const file = key === "name" ? `${value}.${language}` : value;
  return file.endsWith(`.${language}`)
    ? { file }
    : { problem: `\`${info}\`: only .ts and .tsx files are run` };
}

/** The `// prints: …` comments, in order. */
const printed = (code: string): readonly string[] | null => {
  const said = [...code.matchAll(/\/\/ prints: ?(.*)$/gm)].map(([, text = ""]) => text.trimEnd());
  return said.length > 0 ? said : null;
};

/** Blocks of one file become one module, each on its own lines. */
export function extract(document: string, markdown: string): Extracted {
  const files = new Map<string, string[]>();
  const shell: { line: number; text: string }[] = [];
  const problems: string[] = [];
  for (const { info, first, lines } of blocks(markdown)) {
    const [language = ""] = info.split(/\s+/);
    if (language === "sh") {
      shell.push(...lines.map((text, i) => ({ line: first + 1 + i, text })));
    } else if (language === "ts" || language === "tsx") {
      const to = target(info);
      if ("problem" in to) {
        problems.push(`${document}:${first}: ${to.problem}`);
        continue;
      }
      const module = files.get(to.file) ?? [];
      while (module.length < first) module.push("");
      files.set(to.file, [...module, ...lines]);
    } else if (!shown.has(language) || info !== language) {
      problems.push(
        `${document}:${first}: \`${info}\`: say ts or tsx (it is run), sh, or ${[...shown].join(", ")}`,
      );
    }
  }
  const modules = [...files].map(([file, lines]) => {
    const code = `${lines.join("\n")}\n`;
    return { document, file, code, prints: printed(code) };
  });
  return { modules, shell, problems };
}
