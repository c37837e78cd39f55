import { expect, test, vi } from "vitest";
import { checkPrograms } from "../src/docs/check.ts";
import { extract } from "../src/docs/extract.ts";
import { called } from "../src/docs/find.ts";

// A compiler is started for each.
vi.setConfig({ testTimeout: 60_000 });

const fence = (info: string, ...lines: readonly string[]): string =>
  [`\`\`\`${info}`, ...lines, "```", ""].join("\n");

const outcome = async (...blocks: readonly string[]) => {
  const { modules } = extract("page.md", blocks.join("\n"));
  return checkPrograms(modules, () => "redis://127.0.0.1:1");
};

test("a block that keeps its word passes", async () => {
  const page = [
    "# Words",
    fence("ts", `const word: string = "kept";`),
    "and later",
    fence("ts", "console.log(word); // prints: kept"),
  ];
  expect(await outcome(...page)).toEqual([{ ok: true, said: expect.any(String) }]);
});

test("a block that prints something else fails, and both are shown", async () => {
  const [result] = await outcome(fence("ts", `console.log("b"); // prints: a`));
  expect(result?.ok).toBe(false);
  expect(result?.said).toMatch(/says it prints\s+a\s+and it prints\s+b/);
});

test("spaces at the end of a printed line are passed over, empty lines are not", async () => {
  const [kept, lost] = await outcome(
    fence("ts", `console.log("a \\n\\nb"); // prints: a`, "// prints:", "// prints: b"),
    fence("ts name=other", `console.log("a\\n\\nb"); // prints: a`, "// prints: b"),
  );
  expect([kept?.ok, lost?.ok]).toEqual([true, false]);
});

test("a block that throws fails at its own line of the document", async () => {
  const [result] = await outcome("one", "two", fence("ts", `throw new Error("no");`));
  expect(result?.ok).toBe(false);
  expect(result?.said).toContain("main.ts:4");
});

test("a block that runs well with a wrong type fails, told by the document's line", async () => {
  const [result] = await outcome("one", fence("ts", `const n: number = "1";`, "console.log(n);"));
  expect(result).toEqual({
    ok: false,
    said: expect.stringContaining("page.md(3,7): error TS2322"),
  });
});

test("files can be named, and import one another", async () => {
  const named = fence(
    "ts file=greet.ts",
    `export const greet = (name: string) => "hello " + name;`,
  );
  const main = fence(
    "ts",
    `import { greet } from "./greet.ts";`,
    `console.log(greet("you")); // prints: hello …`,
  );
  const results = await outcome(named, main);
  expect(results.map(({ ok }) => ok)).toEqual([true, true]);
});

test("a test in a document is a test, and fails as one", async () => {
  const shown = (n: number) =>
    fence(
      `ts file=sum${n}.test.ts`,
      `import { expect, test, vi } from "vitest";`,
      `test("sum", () => expect(1 + 1).toBe(${n}));`,
    );
  expect((await outcome(shown(2), shown(3))).map(({ ok }) => ok)).toEqual([true, false]);
});

test("what would be passed over in silence is a problem", () => {
  const page = [
    fence("js", "1"),
    fence("", "2"),
    fence("ts no-run", "3"),
    fence("text", "4"),
    fence("ts file=a.js", "5"),
  ];
  const { problems, modules } = extract("page.md", page.join("\n"));
  expect(problems.map((problem) => problem.split(" ")[0])).toEqual([
    "page.md:1:",
    "page.md:5:",
    "page.md:9:",
    "page.md:17:",
  ]);
  expect(modules).toEqual([]);
});

test("blocks in lists lose their indent, and longer fences may hold shorter ones", () => {
  const page = [
    "- a list",
    "  ```ts",
    "  if (true) {",
    "    console.log(1);",
    "  }",
    "  ```",
    "````text",
    "```ts",
    "not run",
    "```",
    "````",
  ];
  const { modules } = extract("page.md", page.join("\n"));
  expect(modules.map(({ code }) => code.trim())).toEqual(["if (true) {\n  console.log(1);\n}"]);
});

test("shell lines name their scripts", () => {
  expect(
    called("npm run story && npm test && REDIS_URL=x npm start # npm run test:runtimes"),
  ).toEqual(["story", "test:runtimes", "test", "start"]);
});

test("a block of JSX runs as well, and its props are checked", async () => {
  const component = "const Hello = ({ to }: { to: string }) => <p>Hello, {to}</p>;";
  const [kept, wrong] = await outcome(
    fence("tsx", component, `console.log((<Hello to="you" />).props.to); // prints: you`),
    fence("tsx name=other", component, "console.log(<Hello />);"),
  );
  expect(kept?.ok).toBe(true);
  expect(wrong?.said).toContain("error TS2741");
});
