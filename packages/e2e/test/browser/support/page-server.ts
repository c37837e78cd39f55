import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

export type PageServer = { readonly url: string; readonly stop: () => Promise<void> };

const root = fileURLToPath(new URL("../../../../..", import.meta.url));

/** What `npm start` runs, on a free port; resolves with the address that it prints. */
export const startPage = async (redisUrl = ""): Promise<PageServer> => {
  const child = spawn(process.execPath, ["packages/tools/scripts/start.js"], {
    cwd: root,
    env: { ...process.env, NO_COLOR: "1", PORT: "0", HOST: "", REDIS_URL: redisUrl },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const ended = new Promise<void>((resolve) => child.on("close", () => resolve()));
  let said = "";
  const url = await new Promise<string>((resolve, reject) => {
    const hear = (text: string): void => {
      said += text;
      const found = /http:\/\/\S+/.exec(said);
      if (found) resolve(found[0]);
    };
    child.stdout.setEncoding("utf8").on("data", hear);
    child.stderr.setEncoding("utf8").on("data", hear);
    child.on("close", (code) => reject(new Error(`npm start ended (${code}):\n${said}`)));
  });
  return {
    url,
    stop: async () => {
      child.kill("SIGTERM");
      await ended;
    },
  };
};
