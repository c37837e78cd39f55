/** How long the story has been told, as it is printed: " 12.34 s". */
export const createClock = (): (() => string) => {
  const began = performance.now();
  return () => `${((performance.now() - began) / 1_000).toFixed(2).padStart(6)} s`;
};
