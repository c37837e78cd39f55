import * as zlib from "node:zlib";
import { maxBatchBytes } from "@segno/core";
import { fromColumns, toColumns } from "./columns.ts";

/** By the letter that names it in what is stored; `raw` is what merely looks as if it were packed. */
const letters = { gzip: "g", brotli: "b", zstd: "z", raw: "r" } as const;

/** How large texts are compressed. `zstd` needs Node 22.15 or 23.8. */
export type CompressionCodec = Exclude<keyof typeof letters, "raw">;

/** No text that was packed is larger: a little that unpacks to more is none of ours. */
const maxOutputLength = maxBatchBytes + 4_096;

type Coder = {
  readonly pack: (text: string) => Buffer;
  readonly unpack: (bytes: Buffer) => Buffer;
};

const { constants } = zlib;
/** Of what takes no longer than sending does: tokens become no smaller by more, only slower. */
const brotliQuality = 5;
const gzipLevel = 6;

/** Null where this runtime does not have it. */
const coders: Readonly<Record<CompressionCodec, Coder | null>> = {
  gzip: {
    pack: (text) => zlib.gzipSync(text, { level: gzipLevel }),
    unpack: (bytes) => zlib.gunzipSync(bytes, { maxOutputLength }),
  },
  brotli: {
    pack: (text) =>
      zlib.brotliCompressSync(text, {
        params: {
          [constants.BROTLI_PARAM_MODE]: constants.BROTLI_MODE_TEXT,
          [constants.BROTLI_PARAM_QUALITY]: brotliQuality,
          [constants.BROTLI_PARAM_SIZE_HINT]: text.length,
        },
      }),
    unpack: (bytes) => zlib.brotliDecompressSync(bytes, { maxOutputLength }),
  },
  zstd: zstdOf(zlib as Zstd),
};

type Zstd = {
  readonly zstdCompressSync?: (text: string) => Buffer;
  readonly zstdDecompressSync?: (bytes: Buffer, options: object) => Buffer;
};

function zstdOf({ zstdCompressSync, zstdDecompressSync }: Zstd): Coder | null {
  if (!zstdCompressSync || !zstdDecompressSync) return null;
  return {
    pack: (text) => zstdCompressSync(text),
    unpack: (bytes) => zstdDecompressSync(bytes, { maxOutputLength }),
  };
}

export const codecs: readonly CompressionCodec[] = ["gzip", "brotli", "zstd"];

export const isCodec = (name: unknown): name is CompressionCodec =>
  codecs.some((codec) => codec === name);

export const hasCodec = (codec: CompressionCodec): boolean => coders[codec] !== null;

/** No entry of ours begins so; another's may. */
const mark = "z";
const markCode = mark.charCodeAt(0);
const shape = /^z(\d{1,4})([gbzr])/;

export const isPacked = (text: string): boolean => text.charCodeAt(0) === markCode;

/** Texts as one line: `z`, how many, the codec's letter, and what was compressed, in base64. */
export const pack = (texts: readonly string[], codec: CompressionCodec): string => {
  const [only = ""] = texts;
  const bytes = coders[codec]?.pack(texts.length === 1 ? only : toColumns(texts));
  if (!bytes) throw new Error(`This runtime has no ${codec}`);
  return `${mark}${texts.length}${letters[codec]}${bytes.toString("base64")}`;
};

/** What would be taken for packed is marked as what it is. */
export const plainly = (text: string): string =>
  isPacked(text) ? `${mark}1${letters.raw}${text}` : text;

const coderOf = (letter: string): Coder | null => {
  const codec = (Object.keys(coders) as CompressionCodec[]).find((one) => letters[one] === letter);
  return codec === undefined ? null : coders[codec];
};

/**
 * The texts of a line. What cannot be unpacked (another codec's, or not ours) stays as it is, as often as there are
 * texts: whoever decodes it says that it cannot be read, and no other text of the stream is lost by it.
 */
const unpack = (line: string): readonly string[] => {
  const [head = "", count = "1", letter = ""] = shape.exec(line) ?? [];
  const body = line.slice(head.length);
  if (letter === letters.raw) return [body];
  try {
    const text = coderOf(letter)?.unpack(Buffer.from(body, "base64")).toString();
    if (text !== undefined && count === "1") return [text];
    const texts = text === undefined ? null : fromColumns(text);
    if (texts?.length === Number(count)) return texts;
  } catch {
    // As below.
  }
  return Array.from({ length: Math.max(1, Number(count)) }, () => line);
};

/** The texts of some lines. */
export const textsOf = (lines: string): readonly string[] => {
  const texts = lines.split("\n");
  return texts.some(isPacked)
    ? texts.flatMap((line) => (isPacked(line) ? unpack(line) : [line]))
    : texts;
};

/** One text, packed where that makes it smaller. */
export const packSmaller = (text: string, codec: CompressionCodec): string => {
  const packed = pack([text], codec);
  return packed.length < text.length ? packed : plainly(text);
};

/** How an adapter packs single entries: those of at least so many bytes, where it makes them smaller. */
export type Packing = { readonly codec: CompressionCodec; readonly minBytes: number };

const isLarge = (entry: string, { minBytes }: Packing): boolean =>
  entry.length >= minBytes ||
  (entry.length * 3 >= minBytes && Buffer.byteLength(entry) >= minBytes);

const packOne = (entry: string, packing: Packing): string =>
  isLarge(entry, packing) ? packSmaller(entry, packing.codec) : plainly(entry);

const never: Packing = { codec: "gzip", minBytes: Number.POSITIVE_INFINITY };

/** The same list where nothing has to be done, which is nearly always. */
export const packEntries = (
  entries: readonly string[],
  packing: Packing | null,
): readonly string[] => {
  const how = packing ?? never;
  const touches = (entry: string): boolean => isPacked(entry) || isLarge(entry, how);
  return entries.some(touches) ? entries.map((entry) => packOne(entry, how)) : entries;
};
