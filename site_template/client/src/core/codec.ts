/** Packed arrays to codes and values: the client's half of precompute/codec.py. */

import type { CountArray, Counts, FloatArray, PackedArray, Quantised, VectorArray, VectorCodes } from './payload';

const LEVELS = 255;

/**
 * Inflate a raw deflate stream (RFC 1951). Rejects with a `TypeError` if it is damaged.
 *
 * The bytes are written to the stream themselves; a `Blob` of them would travel through other processes.
 */
export async function inflate(stream: Uint8Array<ArrayBuffer>): Promise<Uint8Array<ArrayBuffer>> {
  const { readable, writable } = new DecompressionStream('deflate-raw');
  const writer = writable.getWriter();
  const written = Promise.all([writer.write(stream), writer.close()]);
  const [inflated] = await Promise.all([new Response(readable).arrayBuffer(), written]);
  return new Uint8Array(inflated);
}

/** The value of each code, `scale * (code / 255) ** 2`. */
export function valueTable(scale: number): Float32Array {
  return Float32Array.from({ length: LEVELS + 1 }, (_, code) => scale * (code / LEVELS) ** 2);
}

/**
 * The codes of an array, row-major.
 *
 * @throws {Error} If the bytes do not fill the shape.
 */
export async function inflateCodes(packed: PackedArray, stream: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return inflateAs(packed, stream, sizeOf(packed.shape));
}

/**
 * An array in its codes, with what they stand for.
 *
 * @throws {Error} If the bytes do not fill the shape.
 */
export async function inflateQuantised(packed: PackedArray, stream: Uint8Array<ArrayBuffer>): Promise<Quantised> {
  const { shape, scale, max_error: maxError } = packed;
  return { shape, codes: await inflateCodes(packed, stream), table: valueTable(scale), maxError };
}

/** Bytes of a code and the largest code, by encoding. */
const VECTOR_CODES: Record<VectorArray['encoding'], { bytes: number; top: number }> = {
  'row-int16-deflate': { bytes: 2, top: 32767 },
  'row-int24-deflate': { bytes: 3, top: 8388607 },
};

/**
 * The scales and codes of vectors. Both are little endian, as every machine is that runs a browser.
 *
 * @throws {Error} If the bytes do not fill the shape.
 */
export async function inflateVectors(packed: VectorArray, stream: Uint8Array<ArrayBuffer>): Promise<VectorCodes> {
  const { shape } = packed;
  const { bytes, top } = VECTOR_CODES[packed.encoding];
  const [nVectors, size] = [sizeOf(shape.slice(0, -1)), sizeOf(shape)];
  const content = await inflateAs(packed, stream, nVectors * 4 + size * bytes);
  const start = nVectors * 4;
  const codes = bytes === 2 ? new Int16Array(content.buffer, start, size) : threeByteCodes(content.subarray(start));
  return { shape, scales: new Float32Array(content.buffer, 0, nVectors), codes, top };
}

/** Signed integers of three bytes each. */
function threeByteCodes(bytes: Uint8Array): Int32Array {
  const codes = new Int32Array(bytes.length / 3);
  for (let i = 0, at = 0; i < codes.length; i++, at += 3) {
    const shifted = ((bytes[at] ?? 0) << 8) | ((bytes[at + 1] ?? 0) << 16) | ((bytes[at + 2] ?? 0) << 24);
    // The sign is in the highest bit, and travels down with the shift.
    codes[i] = shifted >> 8;
  }
  return codes;
}

/**
 * The values of an array that was kept as it is, row-major.
 *
 * @throws {Error} If the bytes do not fill the shape.
 */
export async function inflateFloats(packed: FloatArray, stream: Uint8Array<ArrayBuffer>): Promise<Float32Array> {
  const { buffer } = await inflateAs(packed, stream, sizeOf(packed.shape) * 4);
  return new Float32Array(buffer);
}

/** Bytes of a whole number, by encoding. */
const COUNT_BYTES: Record<CountArray['encoding'], 1 | 2 | 4> = {
  'uint8-deflate': 1,
  'uint16-deflate': 2,
  'uint32-deflate': 4,
};

/**
 * Whole numbers, row-major and little endian.
 *
 * @throws {Error} If the bytes do not fill the shape.
 */
export async function inflateCounts(packed: CountArray, stream: Uint8Array<ArrayBuffer>): Promise<Counts> {
  const { shape, encoding } = packed;
  const bytes = COUNT_BYTES[encoding];
  const { buffer } = await inflateAs(packed, stream, sizeOf(shape) * bytes);
  const values = bytes === 1 ? new Uint8Array(buffer) : bytes === 2 ? new Uint16Array(buffer) : new Uint32Array(buffer);
  return { shape, values };
}

async function inflateAs(
  { shape }: { shape: readonly number[] },
  stream: Uint8Array<ArrayBuffer>,
  expected: number,
): Promise<Uint8Array<ArrayBuffer>> {
  const bytes = await inflate(stream);
  if (bytes.length !== expected) {
    throw new Error(`array holds ${bytes.length} bytes, its shape ${shape.join(' × ')} needs ${expected}`);
  }
  return bytes;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
