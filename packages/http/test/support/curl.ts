import { spawn } from "node:child_process";

export type Curled = {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
};

/** A client that nobody here wrote. It must be on the machine: without it nothing is shown. */
export const curl = (...args: readonly string[]): Promise<Curled> => curling(() => {}, ...args);

/** The same; tells all that has come so far whenever more has. */
export const curling = (
  tell: (soFar: string) => void,
  ...args: readonly string[]
): Promise<Curled> =>
  new Promise((resolve, reject) => {
    let out = "";
    const child = spawn("curl", ["-sSN", "-i", "-m", "10", ...args]);
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      out += text;
      tell(out);
    });
    child.on("error", (cause) =>
      reject(new Error("These tests need curl, and it cannot be run", { cause })),
    );
    child.on("close", (code) => {
      if (code !== 0) return reject(new Error(`curl ended with ${code}: ${out}`));
      const [headers = "", ...rest] = out.split("\r\n\r\n");
      const status = Number(/^HTTP\/1\.1 (\d+)/.exec(headers)?.[1]);
      resolve({ status, headers: headers.toLowerCase(), body: rest.join("\r\n\r\n") });
    });
  });
