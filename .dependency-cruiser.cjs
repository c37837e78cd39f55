// Who may import whom. The house is drawn in adr/ and docs/explanation; this file is what holds it.

/** Everything that `layer` imports must match one of `allowed`. */
const only = (name, comment, layer, allowed) => ({
  name,
  comment,
  severity: "error",
  from: { path: `^packages/core/src/${layer}/` },
  to: { pathNot: [`^packages/core/src/${layer}/`, ...allowed] },
});

/** A layer below is there for its types; a value would tie the two together at run time. */
const typesOnly = (name, layer, below) => ({
  name,
  comment: `${layer}/ knows ${below}/ by its types alone`,
  severity: "error",
  from: { path: `^packages/core/src/${layer}/` },
  to: { path: `^packages/core/src/${below}/`, dependencyTypesNot: ["type-only"] },
});

const core = (layers) => `^packages/core/src/(${layers})/`;
const npm = (names) => `(^|/)node_modules/(${names})/`;
const libraries = "^packages/(core|memory|testkit|redis|http|trpc|otel|client|cli)/src/";
const entries =
  "^packages/(core/src/(index|browser|config|fp)|testkit/src/(index|vitest)|(memory|http|otel|cli)/src/index|" +
  "trpc/src/(index|schemas)|client/src/(index|(ack|react)/index)|" +
  "redis/src/(index|streams|sorted-set)|tools/src/(servers|proxy|test-redis))\\.ts$";

/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    only("stream-is-pure", "the rules import nothing but fp-ts", "stream", [npm("fp-ts")]),
    only("message-above-stream", "messages are folded from stream events", "message", [
      core("stream"),
      npm("fp-ts"),
    ]),
    only("ports-above-stream", "a port speaks of streams, not of how they are kept", "ports", [
      core("stream|errors"),
      npm("fp-ts"),
    ]),
    only("codec-between", "the codec turns both layers into bytes, with zod", "codec", [
      core("stream|message|errors"),
      npm("fp-ts|zod"),
    ]),
    only("errors-below-all", "an error knows nobody", "errors", []),
    typesOnly("message-takes-types", "message", "stream"),
    typesOnly("ports-take-types", "ports", "stream"),
    {
      name: "core-without-testkit",
      comment: "what is tested does not depend on its tests",
      severity: "error",
      from: { path: "^packages/core/src/" },
      to: { path: ["^packages/(?!core/)", npm("@segno|vitest|fast-check")] },
    },
    {
      name: "adapters-apart",
      comment: "an adapter imports the core's public entry, and never another adapter",
      severity: "error",
      from: { path: "^packages/(memory|redis)/src/" },
      to: { path: "^packages/(?!$1/)", pathNot: "^packages/core/src/index\\.ts$" },
    },
    {
      name: "inbound-apart",
      comment: "what serves streams, or follows them from afar, imports the core's entries alone",
      severity: "error",
      from: { path: "^packages/(http|trpc|otel|client)/src/" },
      to: { path: "^packages/(?!$1/)", pathNot: "^packages/core/src/(index|browser)\\.ts$" },
    },
    {
      name: "cli-on-entries",
      comment: "the command line is a user of the core and of the Redis adapters, as any other",
      severity: "error",
      from: { path: "^packages/cli/src/" },
      to: {
        path: "^packages/(?!cli/)",
        pathNot: "^packages/(core/src/(index|config)|redis/src/index)\\.ts$",
      },
    },
    {
      name: "schemas-without-server",
      comment: "what a page loads to know what goes over the wire holds nothing of a server",
      severity: "error",
      from: { path: "^packages/trpc/src/schemas" },
      to: {
        pathNot: ["^packages/trpc/src/schemas/", "^packages/core/src/browser\\.ts$", npm("zod")],
      },
    },
    {
      name: "page-without-server",
      comment: "what a browser loads: the client, the browser's part of the core, and React",
      severity: "error",
      from: { path: "^packages/demo/src/page/" },
      to: {
        pathNot: [
          "^packages/demo/src/(page/|wire\\.ts$)",
          "^packages/client/src/(index|(ack|react)/index)\\.ts$",
          "^packages/core/src/browser\\.ts$",
          npm("react|react-dom|@types/react|@types/react-dom"),
        ],
      },
    },
    {
      name: "testkit-on-core",
      comment: "the laws know the core alone, so that they hold for any adapter",
      severity: "error",
      from: { path: "^packages/testkit/src/" },
      to: { path: "^packages/(?!core/|testkit/)" },
    },
    {
      name: "vitest-in-one-entry",
      comment: "the laws run under any runner",
      severity: "error",
      from: { path: libraries, pathNot: "^packages/testkit/src/vitest\\.ts$" },
      to: { path: npm("vitest|@vitest") },
    },
    {
      name: "packages-meet-at-entries",
      comment: "what is not exported is nobody else's business",
      severity: "error",
      from: { path: "^packages/([^/]+)/src/" },
      to: { path: "^packages/(?!$1/)[^/]+/", pathNot: entries },
    },
    {
      name: "no-node-in-libraries",
      comment: "all but the Redis adapter and the command line run wherever JavaScript does",
      severity: "error",
      from: { path: "^packages/(core|memory|testkit|http|trpc|otel|client)/src/" },
      to: { dependencyTypes: ["core"] },
    },
    {
      name: "no-dev-in-libraries",
      comment: "it would be missing where the package is installed",
      severity: "error",
      from: { path: libraries },
      to: { dependencyTypes: ["npm-dev", "npm-no-pkg"], dependencyTypesNot: ["npm-peer"] },
    },
    {
      name: "no-cycles",
      comment: "a cycle is one module in several files; types alone may look back",
      severity: "error",
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ["type-only"] } },
    },
    {
      name: "resolvable",
      comment: "an import that leads nowhere would pass every other rule",
      severity: "error",
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    exclude: { path: "(^|/)dist/" },
    tsPreCompilationDeps: "specify",
    tsConfig: { fileName: `${__dirname}/tsconfig.base.json` },
    enhancedResolveOptions: {
      exportsFields: ["exports"],
      conditionNames: ["source", "import", "node", "default"],
      extensions: [".ts", ".tsx", ".js", ".json"],
    },
  },
};
