import { describe, expect, it } from 'vitest';

import { formatOrderValue, orderUnit, orderValues, sortedHeads } from './sorting';

const network = { position: [1, -2, 0], entropy: [0.5, 0.1, 0.5], focus: [2, 1, 0], linkages: [] };

describe('orderValues', () => {
  it.each([
    ['number', null],
    ['position', [1, -2, 0]],
    ['entropy', [0.5, 0.1, 0.5]],
    ['focus', [2, 1, 0]],
    ['similarity', [3, 0, 1]],
  ] as const)('orders by %s with %j', (order, values) => {
    expect(orderValues(order, network, [3, 0, 1])).toEqual(values);
  });

  it.each(['position', 'similarity'] as const)('has none of %s where there are none', (order) => {
    expect(orderValues(order, null, null)).toBeNull();
  });
});

describe('sortedHeads', () => {
  it.each([
    [null, [0, 1, 2]],
    [network.position, [1, 2, 0]],
    [network.entropy, [1, 0, 2]],
  ])('puts the smallest of %j first and keeps ties in order', (values, places) => {
    expect(sortedHeads(3, values)).toEqual(places);
  });
});

describe('formatOrderValue', () => {
  it.each([
    ['position', -2.34, true, '−2.3', 'tokens'],
    ['position', 0.04, true, '0.0', 'tokens'],
    ['position', -0.123, false, '−0.12', 'lengths'],
    ['position', 0.5, true, '+0.5', 'tokens'],
    ['entropy', 1.234, true, '1.23', 'nats'],
    ['similarity', 0, true, '0.00', ''],
  ] as const)('writes %s %f, self %s', (order, value, isSelf, text, unit) => {
    expect([formatOrderValue(order, value, isSelf), orderUnit(order, isSelf)]).toEqual([text, unit]);
  });
});
