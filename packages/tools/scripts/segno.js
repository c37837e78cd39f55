#!/usr/bin/env node
import { attach, typescript } from "./lib/run.js";
import { requireNode } from "./lib/workspace.js";

// npx segno, in a clone: the command line, from its sources.
requireNode();
const program = [...typescript, "packages/cli/src/main.ts"];
process.exit(await attach(process.execPath, [...program, ...process.argv.slice(2)]));
