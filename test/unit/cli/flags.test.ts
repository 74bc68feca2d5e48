import { describe, expect, test } from 'vitest';
import { parseFlags } from '../../../packages/cli/src/flags.ts';
import { pushImageInputs } from '../../../packages/steps/src/push-image/inputs.ts';

function parse(...args: string[]) {
  const flags = parseFlags(args, pushImageInputs);
  return { ...flags, faults: flags.faults.map(({ message }) => message) };
}

test('reads values after a blank or an equals sign', () => {
  const { inputs, faults } = parse('--image', 'a', '--report-path=b=c');
  expect(inputs).toEqual({ image: 'a', 'report-path': 'b=c' });
  expect(faults).toEqual([]);
});

test('reads switches, negated ones and ones with a value', () => {
  expect(parse('--load').inputs).toEqual({ load: 'true' });
  expect(parse('--no-load').inputs).toEqual({ load: 'false' });
  expect(parse('--load=False').inputs).toEqual({ load: 'False' });
});

test('joins a list that is given several times', () => {
  expect(parse('--tags', 'a', '--tags', 'b,c').inputs).toEqual({ tags: 'a\nb,c' });
});

test('keeps flags of the command line itself apart from inputs', () => {
  const { own, inputs } = parse('--json', '--image', 'x');
  expect([...own]).toEqual(['json']);
  expect(inputs).toEqual({ image: 'x' });
});

describe('refuses', () => {
  test.each([
    [['--imge', 'x'], '"--imge" is not an input; did you mean --image?'],
    [['--zzzzzz'], '"--zzzzzz" is not an input; --help lists all of them'],
    [['-i', 'x'], '"-i" is not an input; --help lists all of them'],
    [
      ['--image', '--load'],
      '--image needs a value; where the value itself starts with "-", write --image=VALUE',
    ],
    [
      ['--image'],
      '--image needs a value; where the value itself starts with "-", write --image=VALUE',
    ],
    [['--image', 'a', '--image', 'b'], '--image is given twice; give it once'],
    [['--no-image'], '"--no-image" is not an input; --help lists all of them'],
    [['--constructor', 'x'], '"--constructor" is not an input; --help lists all of them'],
  ])('%j', (args, fault) => {
    expect(parse(...args).faults).toEqual([fault]);
  });
});
