import { ofPublisher } from '@package-model/tooling/extension/of-publisher';
import { renderExtension } from '@package-model/tooling/extension/manifest';
import { renderTask } from '@package-model/tooling/render/task';
import { surfaces } from '@package-model/tooling/surfaces';
import { expect, test } from 'vitest';

const OURS = /"(?:connectedService:)?(package-model-(?:oci|mlflow))"/g;

test('a connection type ends with the name of the publisher wherever it stands', () => {
  const manifests = [
    renderExtension('1.0.0'),
    ...surfaces.map((surface) => renderTask(surface, '1.0.0')),
  ];
  for (const manifest of manifests) {
    const before = [...manifest.matchAll(OURS)].map(([whole]) => whole);
    const changed = ofPublisher(manifest, 'contoso');
    expect(changed).not.toMatch(OURS);
    const after = before.map((name) => name.replace(/"$/, '-contoso"'));
    expect(after.filter((name) => !changed.includes(name))).toEqual([]);
    expect(changed.replaceAll('-contoso"', '"')).toBe(manifest);
  }
  const found = manifests.flatMap((manifest) => [...manifest.matchAll(OURS)]);
  // Two types, two artifacts that ask by them, and the task that downloads.
  expect(found).toHaveLength(5);
});
