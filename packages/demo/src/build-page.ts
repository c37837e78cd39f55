import { fileURLToPath } from "node:url";
import { build, defaultClientConditions } from "vite";

/** Bundles the page, our own packages from their sources, into `dist/site`. */
await build({
  configFile: false,
  root: fileURLToPath(new URL("page", import.meta.url)),
  logLevel: "warn",
  resolve: { conditions: ["source", ...defaultClientConditions] },
  build: {
    outDir: fileURLToPath(new URL("../dist/site", import.meta.url)),
    emptyOutDir: true,
    target: "es2023",
  },
});
