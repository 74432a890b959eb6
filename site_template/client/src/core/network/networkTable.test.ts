import { describe, expect, it } from 'vitest';

import { collectLinks } from '../links';
import { bandLines, headLines } from './networkTable';
import { unitOf, weightsOf } from '../testing';

describe('bandLines', () => {
  it('writes a line per link with the tokens of both ends', () => {
    const links = collectLinks(weightsOf([[[0.25, 0.75]]]), [0], { queries: null, keys: null }, 0.1);
    const lines = [...bandLines(3, links, [unitOf([0, 1], 'under,stand')], [unitOf([0], 'a'), unitOf([1], 'b')])].join(
      '',
    );
    expect(lines).toBe('3,0+1,"under,stand",1,b,0.75\r\n3,0+1,"under,stand",0,a,0.25\r\n');
  });
});

describe('headLines', () => {
  const network = { position: [1, -2], entropy: [0.5, 0.25], focus: [2, 1], linkages: [] };

  it.each([
    [[[1], [0]], network, ['4,7,2,1,0.5,2\r\n', '4,9,1,-2,0.25,1\r\n']],
    [[], null, ['4,7,,,,\r\n', '4,9,,,,\r\n']],
  ])('writes a line per head with its pile of %j', (piles, numbers, lines) => {
    expect(headLines(4, [7, 9], piles, numbers)).toEqual(lines);
  });
});
