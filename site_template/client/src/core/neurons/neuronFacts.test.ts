import { describe, expect, it } from 'vitest';

import { inOneLine } from '../describe';
import { neuronLines } from './neuronCsv';
import { describeNeuron, describeProduct, describeScore, describeValue, type Subject } from './neuronFacts';
import { plotOf } from './neuronPlot';
import { mixedValues, productsOf, profileOf } from './neurons';
import { scoreRow } from '../scores';
import { tensorsOf, unitOf } from '../testing';

/** The second of three tokens, which cannot see the third. */
const KEYS = [[1, 0], [0, 1], [5, 5]]; // prettier-ignore
const tensors = tensorsOf([[0, 0], [2, -4], [0, 0]], KEYS, { visibleAhead: 0, scaling: 0.5 }); // prettier-ignore
const scores = scoreRow(tensors, 1);
const products = productsOf(tensors, 1);
const profile = profileOf(products, 2, scores, true);
const mixed = mixedValues(tensors, scores.attention);
const subject: Subject = { tensors, query: unitOf([1], 'cat'), scores, products, profile, mixed };
const keys = [unitOf([0], 'a'), unitOf([1], 'cat'), unitOf([2], 'sat')] as const;

describe('what is said', () => {
  it('of a score is the way to it', () => {
    expect(inOneLine(describeScore(subject, keys[0], '0.95 ± 0.01'))).toBe(
      'cat → a · q · k 2.00 · scaled 1.00 · softmax 0.953 · exported attention 0.95 ± 0.01',
    );
  });

  it('of a masked key is that it is masked', () => {
    expect(inOneLine(describeScore(subject, keys[2], ''))).toContain('masked');
    expect(inOneLine(describeProduct(subject, 0, keys[2]))).toContain('masked');
  });

  it('of a product are its factors', () => {
    expect(inOneLine(describeProduct(subject, 1, keys[1]))).toBe(
      'neuron 1 · cat → cat · q −4.00 · k 1.00 · q × k −4.00 · of q · k −4.00 · ρ with distance 1.00',
    );
  });

  it('of a neuron is its share', () => {
    expect(inOneLine(describeNeuron(subject, 1))).toContain('share of |q × k| 67 %');
  });

  it('of a value is what it adds to the output', () => {
    expect(inOneLine(describeValue(subject, 0, keys[0]))).toContain('softmax × v 0.953 · output, all keys 0.953');
    expect(describeValue(subject, 0, null).facts).toHaveLength(1);
  });
});

describe('neuronLines', () => {
  const table = { layer: 3, head: 7, subject, keys, neurons: [1], expanded: true };
  const lines = [...neuronLines(table)].map((line) => line.trim().split(','));

  it('has a line per key', () => {
    expect(lines[0]?.join()).toBe(
      'layer,head,query,query_token,key,key_token,masked,dot_product,scaled,attention,q_1,k_1,q_x_k_1',
    );
    expect(lines[2]?.join()).toMatch(/^3,7,1,cat,1,cat,0,-4,-2,0.0474\d+,-4,1,-4$/);
  });

  it('gives masked keys no scores', () => {
    expect(lines[3]?.slice(4, 10)).toEqual(['2', 'sat', '1', '', '', '']);
  });

  it('leaves the vectors out when collapsed', () => {
    expect([...neuronLines({ ...table, expanded: false })][0]).not.toContain('q_1');
  });
});

describe('plotOf', () => {
  const size = { width: 320, height: 132 };
  it('has a point for every key that is seen', () => {
    const { points, first, last, most } = plotOf(subject, 1, keys, true, size);
    expect(points.map(({ row, product, offset }) => [row, Math.abs(product), offset])).toEqual([
      [0, 0, -1],
      [1, 4, 0],
    ]);
    expect([first, last, most]).toEqual([-1, 0, 4]);
  });

  it('sets larger products higher, and 0 on the axis', () => {
    const { points, zeroY } = plotOf(subject, 0, keys, true, size);
    expect(points[0]?.y).toBeLessThan(zeroY);
    expect(points[1]?.y).toBe(zeroY);
  });

  it('counts places where there is no distance', () => {
    expect(plotOf(subject, 0, keys, false, size).points.map(({ offset }) => offset)).toEqual([0, 1]);
  });
});
