import { describe, expect, it } from 'vitest';

import { crc32 } from './checksum';
import { randoms } from './testing';

/** The definition, bit by bit. */
function slowly(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return ~crc >>> 0;
}

function someBytes(length: number): Uint8Array {
  const random = randoms(length);
  return Uint8Array.from({ length }, () => random() * 256);
}

describe('crc32', () => {
  it.each([
    ['', 0],
    ['a', 0xe8b7be43],
    ['123456789', 0xcbf43926],
    ['The quick brown fox jumps over the lazy dog', 0x414fa339],
  ])('of %j', (text, expected) => {
    expect(crc32(new TextEncoder().encode(text))).toBe(expected);
  });

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9, 1000, 1003])('is as defined for %d bytes', (length) => {
    expect(crc32(someBytes(length))).toBe(slowly(someBytes(length)));
  });

  it('is of the bytes in view', () => {
    const bytes = someBytes(40);
    expect(crc32(bytes.subarray(3, 30))).toBe(crc32(bytes.slice(3, 30)));
  });

  it('changes with every bit', () => {
    const bytes = someBytes(16);
    const flipped = Array.from({ length: 128 }, (_, bit) =>
      bytes.map((byte, i) => byte ^ (i === bit >> 3 ? 1 << (bit & 7) : 0)),
    );
    expect(new Set([bytes, ...flipped].map(crc32)).size).toBe(129);
  });
});
