const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/**
 * Ends with the signal's own code once everything is let go of; at once when asked a second time.
 * Returns whether somebody asked: what fails from then on is no news.
 */
export const onLeave = (letGo: () => Promise<void>, always: () => void): (() => boolean) => {
  let leaving = false;
  for (const [signal, code] of Object.entries(codes)) {
    process.on(signal, () => {
      always();
      if (leaving) process.exit(code);
      leaving = true;
      const end = (): void => process.exit(code);
      letGo().then(end, end);
    });
  }
  process.on("exit", always);
  return () => leaving;
};
