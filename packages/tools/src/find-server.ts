import { accessSync, constants } from "node:fs";
import { delimiter, join } from "node:path";

const names = ["redis-server", "valkey-server"];

const executable = (path: string): boolean => {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
};

/** The first `redis-server` or `valkey-server` on PATH. */
export function findServer(path: string = process.env["PATH"] ?? ""): string | undefined {
  const folders = path.split(delimiter).filter((folder) => folder !== "");
  return names
    .flatMap((name) => folders.map((folder) => join(folder, name)))
    .find((candidate) => executable(candidate));
}

/** What to do when there is none: the three ways to have a server. */
export const noServer = `No Redis server was found. There are three ways to have one:
  1. set REDIS_URL to a running server (redis://127.0.0.1:6379)
  2. put redis-server or valkey-server on PATH
  3. install one: apt-get install redis-server, apk add redis, dnf install redis, brew install redis`;

/** The same as `findServer`, or an error that says how to get one. */
export function requireServer(): string {
  const found = findServer();
  if (found === undefined) throw new Error(noServer);
  return found;
}
