/** Files for the reader, made in the page. */

/** Offer a file. The address is released later: some browsers read it after the click has returned. */
export function download(content: Blob, name: string): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  setTimeout(() => {
    URL.revokeObjectURL(link.href);
  }, 60_000);
}

/** A file name from parts; what file systems dislike becomes a dash. */
export function fileName(parts: readonly (string | number)[], extension: string): string {
  const stem = parts
    .map((part) =>
      String(part)
        .replaceAll(/[^\p{L}\p{N}._]+/gu, '-')
        .replaceAll(/^[-.]+|[-.]+$/g, ''),
    )
    .filter((part) => part !== '')
    .join('-');
  return `${stem.slice(0, 120)}.${extension}`;
}
