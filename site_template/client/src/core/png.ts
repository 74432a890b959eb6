/** Figures as pictures. */

/** Longest side that every browser admits for a canvas. */
const MOST_PIXELS = 16384;

/**
 * Draw an SVG document at twice its size, or as large as a canvas can be.
 *
 * @throws {Error} If the browser cannot draw it.
 */
export async function svgToPng(svg: string): Promise<Blob> {
  const address = URL.createObjectURL(new Blob([svg], { type: 'image/svg+xml' }));
  try {
    const image = await loadImage(address);
    const scale = Math.min(2, MOST_PIXELS / Math.max(image.naturalWidth, image.naturalHeight));
    const canvas = new OffscreenCanvas(Math.ceil(image.naturalWidth * scale), Math.ceil(image.naturalHeight * scale));
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await canvas.convertToBlob({ type: 'image/png' });
  } finally {
    URL.revokeObjectURL(address);
  }
}

async function loadImage(address: string): Promise<HTMLImageElement> {
  const image = new Image();
  image.src = address;
  await image.decode();
  return image;
}

/** Pixels as a data address, each enlarged to a square of `zoom` so that no viewer smooths them away. */
export function pixelsToAddress(pixels: Uint8ClampedArray<ArrayBuffer>, width: number, zoom: number): string {
  const height = pixels.length / 4 / width;
  const small = new OffscreenCanvas(width, height);
  small.getContext('2d')?.putImageData(new ImageData(pixels, width, height), 0, 0);
  const canvas = document.createElement('canvas');
  canvas.width = width * zoom;
  canvas.height = height * zoom;
  const context = canvas.getContext('2d');
  if (context) context.imageSmoothingEnabled = false;
  context?.drawImage(small, 0, 0, canvas.width, canvas.height);
  return canvas.toDataURL('image/png');
}
