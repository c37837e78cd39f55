import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { adviceFor } from "../src/advice.ts";
import { exitCodes } from "../src/exit-codes.ts";
import type { Io } from "../src/io.ts";
import { createProgram } from "../src/program.ts";

const page = readFileSync(new URL("../../../docs/reference/cli.md", import.meta.url), "utf8");

const section = (heading: string): string => {
  const [, found] = page.split(`## ${heading}\n`);
  expect(found, `no section ${heading}`).toBeDefined();
  return (found ?? "").split("\n## ")[0] ?? "";
};

/** The first column of a section's table, and all of each row. */
const rows = (heading: string): ReadonlyMap<string, string> =>
  new Map(
    [...section(heading).matchAll(/^\| `([^`]+)` \|(.*)$/gm)].map(([, name = "", row = ""]) => [
      name,
      row,
    ]),
  );

const program = createProgram({} as Io, () => {});
const flagsOf = ({ options }: Pick<typeof program, "options">) =>
  options.map(({ long }) => long ?? "");

test("the page has every flag that all commands have", () => {
  expect([...rows("Flags of every command").keys()]).toEqual([...flagsOf(program), "--help"]);
});

test.each(program.commands.map((command) => [command.name(), command] as const))(
  "and %s with its flags",
  (name, command) => {
    const heading = [
      "`",
      name,
      ...command.registeredArguments.map((one) => ` <${one.name()}>`),
      "`",
    ];
    expect([...rows(heading.join("")).keys()].sort()).toEqual(flagsOf(command).sort());
  },
);

test("and no other command", () => {
  const named = [...page.matchAll(/^## `(\w+)/gm)].map(([, name]) => name);
  expect(named.sort()).toEqual(program.commands.map((command) => command.name()).sort());
});

test("and every choice", () => {
  for (const command of program.commands) {
    const [, heading = ""] = new RegExp(`^## (\`${command.name()}.*\`)$`, "m").exec(page) ?? [];
    for (const { argChoices = [] } of command.options) {
      for (const choice of argChoices) expect(section(heading)).toContain(`\`${choice}\``);
    }
  }
});

test("and every exit code, with the errors that it stands for", () => {
  const table = rows("Exit codes");
  const codes = [...Object.values(exitCodes), 129, 130, 143].map(String);
  expect([...table.keys()]).toEqual(codes);
  const named = Object.entries(adviceFor).filter(([, { exit }]) => exit >= 3 && exit <= 5);
  for (const [code, { exit }] of named) expect(table.get(String(exit))).toContain(`\`${code}\``);
});
