import { connect } from "node:net";

export type Reply = string | number | null | RespError | readonly Reply[];

/** An error that the server answered, told apart from a broken connection, which rejects. */
export type RespError = { readonly error: string };

export const isRespError = (reply: Reply): reply is RespError =>
  typeof reply === "object" && reply !== null && "error" in reply;

type Parsed = { readonly reply: Reply; readonly next: number };

const encode = (args: readonly string[]): string =>
  `*${args.length}\r\n${args.map((a) => `$${Buffer.byteLength(a)}\r\n${a}\r\n`).join("")}`;

/** One RESP2 reply from `at` on, or undefined when it is not all there yet. */
function parse(data: Buffer, at: number): Parsed | undefined {
  const end = data.indexOf("\r\n", at);
  if (end < 0) return undefined;
  const kind = String.fromCharCode(data[at] ?? 0);
  const line = data.toString("utf8", at + 1, end);
  const next = end + 2;
  if (kind === "+") return { reply: line, next };
  if (kind === "-") return { reply: { error: line }, next };
  if (kind === ":") return { reply: Number(line), next };
  if (kind === "$") return parseBulk(data, next, Number(line));
  if (kind === "*") return parseArray(data, next, Number(line));
  throw new Error(`not a RESP2 reply: ${kind}${line}`);
}

function parseBulk(data: Buffer, from: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, next: from };
  if (data.length < from + length + 2) return undefined;
  return { reply: data.toString("utf8", from, from + length), next: from + length + 2 };
}

function parseArray(data: Buffer, from: number, length: number): Parsed | undefined {
  if (length < 0) return { reply: null, next: from };
  const items: Reply[] = [];
  let next = from;
  for (let i = 0; i < length; i++) {
    const item = parse(data, next);
    if (item === undefined) return undefined;
    items.push(item.reply);
    next = item.next;
  }
  return { reply: items, next };
}

export type CommandOptions = { readonly host?: string; readonly timeoutMs?: number };

/** Sends one command over a connection of its own; for set-up, not for speed. */
export function command(
  port: number,
  args: readonly string[],
  { host = "127.0.0.1", timeoutMs = 2_000 }: CommandOptions = {},
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const socket = connect({ port, host });
    let received: Buffer = Buffer.alloc(0);
    const fail = (cause: Error): void => {
      socket.destroy();
      reject(cause);
    };
    socket.setTimeout(timeoutMs, () => fail(new Error(`no reply to ${args[0]} from port ${port}`)));
    socket.on("error", fail);
    socket.on("close", () => reject(new Error(`port ${port} closed before it replied`)));
    socket.on("connect", () => socket.write(encode(args)));
    socket.on("data", (chunk) => {
      received = Buffer.concat([received, chunk]);
      const parsed = parse(received, 0);
      if (parsed === undefined) return;
      resolve(parsed.reply);
      socket.destroy();
    });
  });
}
