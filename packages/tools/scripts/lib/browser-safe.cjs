const { options } = require("../../../../.dependency-cruiser.cjs");

// What is left of the imports once the types are erased is what a browser loads.
/** @type {import("dependency-cruiser").IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: "browser-entry-is-light",
      comment: "position, events and folds need neither fp-ts nor zod",
      severity: "error",
      from: { path: "^packages/core/src/browser\\.ts$" },
      to: { path: "(^|/)node_modules/", reachable: true },
    },
  ],
  options: { ...options, tsPreCompilationDeps: false },
};
