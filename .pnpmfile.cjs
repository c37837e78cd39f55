// ioredis-mock reads ioredis 5 from the inside, whatever its user has: its peer becomes its own.
const mocks = new Set(["ioredis-mock", "@types/ioredis-mock"]);

/** The manifest with a peer that is a dependency of its own, so that it is not its user's. */
const withOwn = (manifest, name, version) => {
  const { [name]: _, ...peerDependencies } = manifest.peerDependencies ?? {};
  return {
    ...manifest,
    peerDependencies,
    dependencies: { ...manifest.dependencies, [name]: version },
  };
};

const readPackage = (manifest) => {
  const { name, version } = manifest;
  if (mocks.has(name)) return withOwn(manifest, "ioredis", "5.11.1");
  // The hooks are tested on React 18 as well, beside 19.
  if (name === "react-dom" && version.startsWith("18.")) {
    return withOwn(manifest, "react", version);
  }
  return manifest;
};

module.exports = { hooks: { readPackage } };
