import { describe, expect, it } from 'vitest';

import { readContainer, readContent } from './container';
import { attention, container, document, run, sequence } from './fixtures';
import { inflate } from './codec';
import { ShardBytes } from './shardBytes';

const content = document(run(sequence('a', 'b'), attention('encoder', [0, 1], [0], 2)));
const arrays = [Uint8Array.from([255, 0, 0, 255]), Uint8Array.from([1, 2, 3, 4])];

describe('readContainer', () => {
  it('gives the document back', async () => {
    expect((await readContainer(new ShardBytes(container(content, arrays)))).document).toEqual(content);
  });

  it('gives each array by its number', async () => {
    const { blob } = await readContainer(new ShardBytes(container(content, arrays)));
    expect(await inflate(await blob('1'))).toEqual(arrays[1]);
  });

  it('refuses an array of which one bit is another', async () => {
    const bytes = container(content, arrays);
    bytes[bytes.length - 1] = (bytes.at(-1) ?? 0) ^ 1;
    const { blob } = await readContainer(new ShardBytes(bytes));
    expect(await blob('0')).toHaveLength(6);
    await expect(blob('1')).rejects.toThrow('array 1 is not what was written');
  });

  it.each(['2', '-1', 'x', ''])('refuses the array %j that it does not hold', async (data) => {
    const { blob } = await readContainer(new ShardBytes(container(content, [Uint8Array.from([])].slice(1))));
    await expect(blob(data)).rejects.toThrow('reaches past the end');
  });

  it.each([
    ['nothing', 0],
    ['the length alone', 4],
    ['half a header', 30],
  ])('refuses %s', async (_, length) => {
    await expect(readContainer(new ShardBytes(container(content, arrays).slice(0, length)))).rejects.toThrow();
  });
});

it('says that a container holds something else', async () => {
  await expect(readContent(new ShardBytes(container(content, arrays)), 'lens_layer')).rejects.toThrow(
    'this is no lens layer',
  );
});
