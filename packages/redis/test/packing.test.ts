import { brotliCompressSync } from "node:zlib";
import { createStreams, type Entry } from "@segno/core";
import { describe, expect, onTestFinished, test } from "vitest";
import { createKeys } from "../src/keys.ts";
import { codecs, hasCodec, pack, packEntries, textsOf } from "../src/store/packing.ts";
import { opened, template } from "./support/opened.ts";
import { entriesOf, startProducer } from "./support/writing.ts";

const large = `cAB"${"all about the sea ".repeat(200)}"`;
const hostile: Entry[] = ["z", "z1", "z1b", "z1r", "z1rz", "z2bAAAA", "z999g", "z1b====", "zz1g"];

describe.each(codecs.filter(hasCodec))("%s", (codec) => {
  test("gives back what it packed, one text or many", () => {
    const texts = [large, "é漢🌊", "x"];
    for (const some of [texts, texts.slice(0, 1)]) {
      const line = pack(some, codec);
      expect(line).toMatch(/^z\d+[gbz][A-Za-z0-9+/=]+$/);
      expect(textsOf(line)).toEqual(some);
    }
    expect(pack([large], codec).length).toBeLessThan(large.length / 10);
  });

  test("large payloads take less, and are read as they were written, live and again", async () => {
    for (const kind of ["streams", "sorted set"] as const) {
      const { adapter, prefix } = opened({ kind, compression: { codec } });
      const streams = createStreams<string>(adapter);
      onTestFinished(() => streams.close());
      const text = "all about the sea ".repeat(1_000);
      const seen: string[] = [];
      const following = (async () => {
        for await (const event of streams.follow("a")) {
          if (event.type === "chunk") seen.push(event.data);
        }
      })();
      const written = ["small", text, "z1b is no mark here", `${text}!`];
      await streams.run("a", async (run) => {
        for (const one of written) await run.write(one);
      });
      await following;
      expect(seen).toEqual(written);
      const bytes = await template().memory("USAGE", createKeys(prefix).log("a" as never));
      expect(bytes).toBeLessThan(text.length / 2);
      // Who reads needs no option for it.
      const plain = opened({ kind, prefix });
      const again = createStreams<string>(plain.adapter);
      const { events } = await again.read("a");
      const chunks = events.flatMap((event) => (event.type === "chunk" ? [event.data] : []));
      expect(chunks).toEqual(written);
    }
  });
});

test("what merely looks packed is kept as it is", async () => {
  expect(packEntries(["a", "b"], null)).toEqual(["a", "b"]);
  expect(textsOf(packEntries(hostile, null).join("\n"))).toEqual(hostile);
  for (const kind of ["streams", "sorted set"] as const) {
    const { store } = opened({ kind });
    const producer = await startProducer(store);
    await producer.write(...hostile);
    for (const one of hostile) await producer.write(one);
    const expected = ["started", ...hostile, ...hostile];
    const seen = (await entriesOf(store, producer.id)).map((line) =>
      line.slice(line.indexOf(":") + 1),
    );
    expect(seen).toEqual(expected);
  }
});

test("a bomb is not unpacked: the event it stands for cannot be read, and the others can", () => {
  const bomb = brotliCompressSync(Buffer.alloc(4 * 1024 * 1024)).toString("base64");
  expect(bomb.length).toBeLessThan(1_000);
  for (const line of [`z1b${bomb}`, `z1g${bomb}`, "z1bnonsense", "z1q1234"]) {
    expect(textsOf(`a\n${line}\nb`)).toEqual(["a", line, "b"]);
  }
  const three = `z3b${bomb}`;
  expect(textsOf(three)).toEqual([three, three, three]);
});

test.each([
  [{ codec: "lzma" }, "compression.codec is lzma: it takes one of gzip, brotli, zstd."],
  [
    { codec: "gzip", minBytes: 1 },
    "compression.minBytes is 1: it takes a whole number, 64 at least.",
  ],
  [{ codec: "gzip", level: 9 }, '"level" is no option of compression'],
])("%o is refused", (compression, message) => {
  expect(() => opened({ compression: compression as never })).toThrow(message);
});
