import { type Payload, payload } from "../payload.ts";

/** A payload of the usual size that says which it is of its stream, and when it was appended. */
export const marked = (n: number): Payload => ({
  content: `<${n}@${process.hrtime.bigint()}>`.padEnd(payload.content.length, "."),
});

/** Where a text has such a payload's content: its number, and the time. */
export const mark: RegExp = /<(\d+)@(\d+)>\.*/g;

/** The clock of `hrtime` is the machine's, the same in each process: ms since an event with this mark was appended. */
export const msSince = (appendedAt: string): number =>
  Number(process.hrtime.bigint() - BigInt(appendedAt)) / 1e6;
