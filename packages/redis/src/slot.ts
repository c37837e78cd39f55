/** CRC16 (XMODEM), as the cluster specification has it: https://redis.io/docs/latest/operate/oss_and_stack/reference/cluster-spec/ */
const crc16 = (bytes: Uint8Array): number => {
  let crc = 0;
  for (const byte of bytes) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) {
      crc = crc & 0x8000 ? ((crc << 1) ^ 0x1021) & 0xffff : (crc << 1) & 0xffff;
    }
  }
  return crc;
};

const slots = 16_384;

/** The slot of a key or channel: only what is between the first braces counts, where that is something. */
export const slotOf = (key: string): number => {
  const open = key.indexOf("{");
  const close = open < 0 ? -1 : key.indexOf("}", open + 1);
  const tag = close > open + 1 ? key.slice(open + 1, close) : key;
  return crc16(new TextEncoder().encode(tag)) % slots;
};
