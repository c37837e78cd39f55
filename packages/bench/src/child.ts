import type { Bench } from "./bench.ts";
import { forkProgram } from "./fork.ts";

type Question<Q> = { readonly number: number; readonly asked: Q };
type Answer = { readonly number: number; readonly answer?: unknown; readonly error?: string };

/** Asks a program in a process of its own. */
export type Ask<Q> = (asked: Q) => Promise<unknown>;

/** A program of the bench that answers its parent. */
export const askProgram = <Q>(
  bench: Pick<Bench, "before">,
  program: string,
  args: readonly string[] = [],
): Ask<Q> => {
  const child = forkProgram(bench, program, args);
  const waiting = new Map<
    number,
    { resolve: (answer: unknown) => void; reject: (cause: Error) => void }
  >();
  child.on("message", ({ number, answer, error }: Answer) => {
    const asker = waiting.get(number);
    waiting.delete(number);
    if (error === undefined) asker?.resolve(answer);
    else asker?.reject(new Error(`${program}: ${error}`));
  });
  child.once("exit", () => {
    for (const { reject } of waiting.values()) reject(new Error(`${program} has gone`));
  });
  let asked = 0;
  return (question) =>
    new Promise((resolve, reject) => {
      const number = ++asked;
      waiting.set(number, { resolve, reject });
      const message: Question<Q> = { number, asked: question };
      child.send(message);
    });
};

/** The other side: answers whoever forked this process, and goes when that lets go. */
export const answerParent = <Q>(answer: (asked: Q) => Promise<unknown>): void => {
  process.on("disconnect", () => process.exit());
  process.on("message", ({ number, asked }: Question<Q>) => {
    const tell = (said: Omit<Answer, "number">): unknown => process.send?.({ number, ...said });
    answer(asked).then(
      (said) => tell({ answer: said }),
      (cause: unknown) => tell({ error: String(cause) }),
    );
  });
};
