/** CRC-32, the checksum of gzip and PNG, as `zlib.crc32` in Python gives it. */

/** Bytes taken at a time: with a table for each, their steps do not wait for one another. */
const STRIDE = 4;
const POLYNOMIAL = 0xedb88320;

/** `TABLES[k * 256 + byte]` is what a byte that is `k` bytes before the end of a stride does to the checksum. */
const TABLES = tables();

function tables(): Int32Array {
  const all = new Int32Array(STRIDE * 256);
  for (let byte = 0; byte < 256; byte++) {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ POLYNOMIAL : value >>> 1;
    all[byte] = value;
  }
  for (let i = 256; i < all.length; i++) {
    const before = at(all, i - 256);
    all[i] = (before >>> 8) ^ at(all, before & 255);
  }
  return all;
}

/**
 * The checksum of some bytes, an unsigned integer of 32 bits.
 *
 * Source: RFC 1952, Section 8; several bytes at a time after Kounavis and Berry 2005, "A Systematic Approach to
 * Building High Performance, Software-based, CRC Generators".
 */
export function crc32(bytes: Uint8Array): number {
  const whole = bytes.length - (bytes.length % STRIDE);
  let crc = -1;
  let i = 0;
  for (; i < whole; i += STRIDE) {
    crc ^= at(bytes, i) | (at(bytes, i + 1) << 8) | (at(bytes, i + 2) << 16) | (at(bytes, i + 3) << 24);
    crc =
      at(TABLES, 768 + (crc & 255)) ^
      at(TABLES, 512 + ((crc >>> 8) & 255)) ^
      at(TABLES, 256 + ((crc >>> 16) & 255)) ^
      at(TABLES, crc >>> 24);
  }
  for (; i < bytes.length; i++) crc = (crc >>> 8) ^ at(TABLES, (crc ^ at(bytes, i)) & 255);
  return ~crc >>> 0;
}

/** An element that is known to be there; a default in its place would cost a branch per byte. */
function at(values: Uint8Array | Int32Array, i: number): number {
  // eslint-disable-next-line @typescript-eslint/no-non-null-assertion -- callers keep within the array
  return values[i]!;
}
