// ioredis-mock reads ioredis 5 from the inside, whatever its user has: its peer becomes its own.
const mocks = new Set(["ioredis-mock", "@types/ioredis-mock"]);

const readPackage = (manifest) => {
  if (!mocks.has(manifest.name)) return manifest;
  const { ioredis: _, ...peerDependencies } = manifest.peerDependencies ?? {};
  return {
    ...manifest,
    peerDependencies,
    dependencies: { ...manifest.dependencies, ioredis: "5.11.1" },
  };
};

module.exports = { hooks: { readPackage } };
