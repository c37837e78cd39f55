import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, expect, test } from "vitest";
import { startProxy, type TcpProxy } from "../src/proxy.ts";

let echo: Server;
let proxy: TcpProxy;
let heard = "";
const clients: Socket[] = [];

beforeEach(async () => {
  heard = "";
  echo = createServer((socket) => {
    socket.on("error", () => {});
    socket.on("data", (chunk) => {
      heard += chunk.toString();
      socket.write(chunk);
    });
  });
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  proxy = await startProxy((echo.address() as AddressInfo).port);
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.destroy();
  await proxy.close();
  echo.close();
});

type Client = {
  readonly socket: Socket;
  readonly got: () => string;
  readonly chunks: () => number;
};

const dial = async (): Promise<Client> => {
  const socket = connect(proxy.port, "127.0.0.1");
  clients.push(socket);
  let got = "";
  let chunks = 0;
  socket.on("data", (chunk) => {
    got += chunk.toString();
    chunks += 1;
  });
  await once(socket, "connect");
  return { socket, got: () => got, chunks: () => chunks };
};

test("passes both ways and counts", async () => {
  const client = await dial();
  client.socket.write("hello");
  await expect.poll(client.got).toBe("hello");
  expect(proxy.bytes).toEqual({ up: 5, down: 5 });
  expect(proxy.connections).toEqual({ open: 1, accepted: 1 });
});

test("cut ends politely; a new connection is welcome", async () => {
  const client = await dial();
  proxy.cut();
  await once(client.socket, "end");
  const next = await dial();
  next.socket.write("again");
  await expect.poll(next.got).toBe("again");
});

test("reset is a reset", async () => {
  const client = await dial();
  client.socket.write("x");
  await expect.poll(client.got).toBe("x");
  proxy.reset();
  const [cause] = (await once(client.socket, "error")) as [NodeJS.ErrnoException];
  expect(cause.code).toBe("ECONNRESET");
});

test("a black hole holds everything, closes nothing and gives it all back", async () => {
  const client = await dial();
  proxy.blackhole(true);
  client.socket.write("held");
  await sleep(50);
  expect([heard, client.got(), client.socket.closed]).toEqual(["", "", false]);
  proxy.blackhole(false);
  await expect.poll(client.got).toBe("held");
});

test("lost replies: the server has heard, the client never learns", async () => {
  const client = await dial();
  proxy.dropReplies(true);
  client.socket.write("asked");
  await expect.poll(() => heard).toBe("asked");
  await sleep(30);
  expect(client.got()).toBe("");
});

test("a delay counts each way and keeps the order", async () => {
  const client = await dial();
  proxy.delay(60);
  const start = performance.now();
  for (const letter of "abc") client.socket.write(letter);
  await expect.poll(client.got, { interval: 5 }).toBe("abc");
  expect(performance.now() - start).toBeGreaterThan(115);
});

test("split bytes arrive one by one, and all of them", async () => {
  const client = await dial();
  client.socket.setNoDelay(true);
  proxy.splitBytes(true);
  client.socket.write("é→🎵");
  await expect.poll(() => proxy.bytes.down).toBe(Buffer.byteLength("é→🎵"));
  await expect.poll(client.chunks).toBeGreaterThan(1);
  expect(heard.length).toBeGreaterThan(0);
});

test("refused, then let in again on the same port", async () => {
  const { port } = proxy;
  await proxy.refuse(true);
  const socket = connect(port, "127.0.0.1");
  const [cause] = (await once(socket, "error")) as [NodeJS.ErrnoException];
  expect(cause.code).toBe("ECONNREFUSED");
  await proxy.refuse(false);
  const client = await dial();
  client.socket.write("back");
  await expect.poll(client.got).toBe("back");
});

test("a hole for subscribers that are there: commands pass, and so does who comes later", async () => {
  const [subscriber, commands] = [await dial(), await dial()];
  subscriber.socket.write("SUBSCRIBE\r\n");
  commands.socket.write("GET\r\n");
  await expect.poll(subscriber.got).toBe("SUBSCRIBE\r\n");
  proxy.blackholeOpen("subscribers");
  const later = await dial();
  for (const { socket } of [subscriber, commands, later]) socket.write("x");
  await expect.poll(later.got).toBe("x");
  await expect.poll(commands.got).toBe("GET\r\nx");
  expect(subscriber.got()).toBe("SUBSCRIBE\r\n");
  proxy.blackhole(false);
  await expect.poll(subscriber.got).toBe("SUBSCRIBE\r\nx");
});

test("a delay that each piece draws, and order kept", async () => {
  const client = await dial();
  const drawn = [80, 0];
  proxy.delay((direction) => (direction === "up" ? (drawn.shift() ?? 0) : 0));
  const began = performance.now();
  client.socket.write("a");
  await sleep(20);
  client.socket.write("b");
  await expect.poll(client.got).toBe("ab");
  expect(performance.now() - began).toBeGreaterThan(70);
});

test("throttle: so many bytes per second, and no more held than a link would", async () => {
  const client = await dial();
  proxy.throttle(100_000);
  const began = performance.now();
  client.socket.write("x".repeat(10_000));
  await expect.poll(() => client.got().length, { timeout: 3_000 }).toBe(10_000);
  expect(performance.now() - began).toBeGreaterThan(150);
});

test("retarget: connections stay where they are, and new ones go elsewhere", async () => {
  const before = await dial();
  before.socket.write("a");
  await expect.poll(before.got).toBe("a");
  const other = createServer((socket) => void socket.end("other"));
  other.listen(0, "127.0.0.1");
  await once(other, "listening");
  proxy.retarget((other.address() as AddressInfo).port);
  const after = await dial();
  await expect.poll(after.got).toBe("other");
  before.socket.write("b");
  await expect.poll(before.got).toBe("ab");
  other.close();
});
