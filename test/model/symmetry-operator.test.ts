import { describe, expect, it } from 'vitest';
import { allSpaceGroups } from '../../src/model/space-group.js';
import { operatorOfText, operatorText, TRANSLATION_PARTS } from '../../src/model/symmetry-operator.js';

describe('operatorOfText', () => {
  it('reads what operatorText writes, in all space groups', () => {
    for (const { operators } of allSpaceGroups()) {
      for (const operator of operators) {
        const { rotation, translation } = operator;
        const text = operatorText(
          rotation,
          translation.map((parts) => parts / TRANSLATION_PARTS),
        );
        // Some of the table's zeros are negative.
        expect(operatorOfText(text)).toEqual({ rotation: rotation.map((entry) => entry + 0), translation });
      }
    }
  });

  it.each([
    ['X,  Y,  Z', 'x,y,z'],
    ['1/2+X, -Y, 1/2 - Z', 'x+1/2,-y,-z+1/2'],
    ['-y, x-y, z+0.333333', '-y,x-y,z+1/3'],
    ['x, y, z-1/4 *', 'x,y,z+3/4'],
  ])('reads %s', (text, plain) => expect(operatorOfText(text)).toEqual(operatorOfText(plain)));

  it.each([
    '',
    'x,y',
    'x,y,z,x',
    'x,y,w',
    'x,,z',
    'x,y,z+1/7',
    'SERIAL EM',
    '+,+,+',
    `${'1'.repeat(70)}!,y,z`,
  ])('refuses %j', (text) => expect(operatorOfText(text)).toBeUndefined());
});
