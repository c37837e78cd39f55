/** What the process ends with. A signal ends it with 128 and its number, as the shell has it. */
export const exitCodes = {
  ok: 0,
  /** Something else went wrong; of `doctor`: a check failed; of `erase`: it is not complete. */
  failed: 1,
  /** Asked wrongly: nothing was touched; of `produce`, also an input that cannot be written. */
  usage: 2,
  /** No such stream, or none any more. */
  notFound: 3,
  /** The stream is in other hands, or in another state than was asked for. */
  refused: 4,
  /** The server does not answer, or will not do. */
  unavailable: 5,
  /** The stream ended, and not as completed. */
  cutShort: 6,
} as const;

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
