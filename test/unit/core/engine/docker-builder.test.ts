import type { BuilderChoice } from '@package-model/core/engine/docker-builder';
import { chooseBuilder } from '@package-model/core/engine/docker-builder';
import { expect, test } from 'vitest';

const servers = { serverVersion: '20.10.24+dfsg1' };
const cases: readonly (readonly [BuilderChoice, boolean, string, string])[] = [
  ['auto', true, '28.2.2', 'buildx'],
  ['auto', true, '20.10.24', 'buildx'],
  ['auto', false, '28.2.2', 'classic'],
  ['auto', false, '23.0.1', 'classic'],
  ['auto', false, '20.10.24+dfsg1', 'buildkit'],
  ['auto', false, '19.03.15', 'classic'],
  ['classic', true, '28.2.2', 'classic'],
  ['buildkit', false, '20.10.24', 'buildkit'],
];

test.each(cases)(
  '%s with buildx %s and client %s is %s',
  (choice, buildx, clientVersion, builder) => {
    expect(chooseBuilder(choice, { buildx, clientVersion, ...servers })).toBe(builder);
  },
);

test('BuildKit that was asked for and is not there is refused with what to install', () => {
  const ask = () =>
    chooseBuilder('buildkit', { buildx: false, clientVersion: '28.2.2', ...servers });
  expect(ask).toThrow(expect.objectContaining({ code: 'NO_BUILDKIT' }));
  expect(ask).toThrow('install docker-buildx');
});
