import path from 'node:path';
import { readConfigFile } from '@package-model/core/package/config/config-file';
import { choosePackages } from '@package-model/core/package/environment/packages';
import type { PackagesRequest } from '@package-model/core/package/environment/packages';
import { describe, expect, test } from 'vitest';
import { recordingLog } from '../recording-log.ts';
import { temporaryFolder } from '../temporary-folder.ts';

const SERVER = 'azureml-inference-server-http~=1.5';
const signal = new AbortController().signal;

async function choose(
  yaml: string | undefined,
  change: Partial<PackagesRequest> = {},
  more: { files?: Record<string, string>; config?: Partial<PackagesRequest['config']> } = {},
) {
  const folder = await temporaryFolder({ 'conda.yml': yaml ?? '', ...more.files });
  const conda = { config: await readConfigFile(path.join(folder, 'conda.yml'), 'conda.yml') };
  const log = recordingLog();
  const chosen = choosePackages(
    {
      config: {
        file: 'inferenceconfig.json',
        entryScript: { path: path.join(folder, 'score.py'), shownAs: 'score.py' },
        userManaged: false,
        environmentVariables: {},
        ...(yaml === undefined ? {} : { conda: { ...conda, path: [] } }),
        ...more.config,
      },
      manager: 'auto',
      baseImage: undefined,
      pythonVersion: '3.11',
      root: folder,
      signal,
      ...(more.files?.['requirements.txt'] === undefined
        ? {}
        : {
            requirements: {
              path: path.join(folder, 'requirements.txt'),
              shownAs: 'requirements.txt',
            },
          }),
      ...change,
    },
    log,
  );
  return { log, chosen, folder };
}

describe('the manager by itself', () => {
  test('is pip where PyPI has all packages, and the plan says no word of it', async () => {
    const { log, chosen } = await choose('dependencies: [python=3.10, numpy]');
    expect(await chosen).toMatchObject({ pip: ['numpy', SERVER], pythonVersion: '3.10' });
    expect(await chosen).not.toHaveProperty('manager');
    expect(log.infos).toContain('The environment is made by pip: PyPI has all its packages.');
  });

  test('is the conda of an Azure ML base image for the Python that the file asks for', async () => {
    const baseImage = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04';
    const { log, chosen } = await choose('dependencies: [python=3.9, numpy]', { baseImage });
    expect(await chosen).toMatchObject({
      manager: 'conda',
      conda: { dependencies: ['python=3.9', 'numpy', 'pip'] },
    });
    expect(log.infos).toContain(
      `The environment is made by conda: python=3.9 is made by the conda of ${baseImage}, whose own Python may be another.`,
    );
  });

  test.each([
    [
      'names no Python',
      'dependencies: [numpy]',
      'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04',
    ],
    [
      'stands on a prebuilt image',
      'dependencies: [python=3.12, numpy]',
      'mcr.microsoft.com/azureml/minimal-py312-inference',
    ],
    ['stands on another image', 'dependencies: [python=3.9, numpy]', 'python:3.9-slim'],
  ])('is pip where the file %s', async (_, yaml, baseImage) => {
    const { chosen } = await choose(yaml, { baseImage });
    expect(await chosen).not.toHaveProperty('manager');
  });

  test('is rattler for a package that PyPI lacks, which is no fault then', async () => {
    const { log, chosen } = await choose('channels: [conda-forge]\ndependencies: [numpy, r-base]');
    expect(await chosen).toMatchObject({
      manager: 'rattler',
      conda: { channels: ['conda-forge'], dependencies: ['python=3.11', 'numpy', 'r-base', 'pip'] },
      pip: [SERVER],
    });
    expect(log.infos).toContain(
      'The environment is made by rattler: PyPI has no counterpart of r-base (conda.yml:2:23 (dependencies[1])), and rattler needs no conda in the base image.',
    );
    expect(log.infos.join('\n')).toContain('python=3.11 is added');
  });

  test("is the base image's conda where it is known to have one", async () => {
    const baseImage = 'mcr.microsoft.com/azureml/openmpi4.1.0-ubuntu22.04';
    const { chosen } = await choose('dependencies: [python=3.9, r-base]', { baseImage });
    expect((await chosen).manager).toBe('conda');
  });

  test('is conda for an environment of the base image to start from', async () => {
    const { chosen } = await choose(
      'dependencies: [numpy]',
      {},
      {
        config: { baseCondaEnvironment: 'amlenv' },
      },
    );
    expect(await chosen).toMatchObject({
      manager: 'conda',
      conda: { base: 'amlenv', dependencies: ['numpy', 'pip'] },
    });
  });
});

describe('a conda environment', () => {
  test('keeps specifications as they stand, and its pip part with the server', async () => {
    const { chosen } = await choose(
      `channels: [nodefaults, conda-forge, https://conda.example.com/team]
dependencies:
  - python=3.9.1=h12_0
  - pip
  - conda-forge::zlib >=1.2,<2
  - "numpy=1.2|=1.3"
  - extra::tool
  - pip: [azureml-defaults, six]
variables: {A: 1}`,
      { manager: 'micromamba' },
    );
    expect(await chosen).toMatchObject({
      manager: 'micromamba',
      conda: {
        channels: ['conda-forge', 'https://conda.example.com/team', 'extra'],
        dependencies: [
          'python=3.9.1=h12_0',
          'pip',
          'conda-forge::zlib >=1.2,<2',
          'numpy=1.2|=1.3',
          'extra::tool',
        ],
      },
      pip: ['six', SERVER],
      variables: { A: '1' },
    });
  });

  test('names conda-forge where it names no channel, and says so', async () => {
    const { log, chosen } = await choose('dependencies: [r-base]');
    expect((await chosen).conda?.channels).toEqual(['conda-forge']);
    expect(log.infos.join('\n')).toContain('names no channel: conda-forge is used');
  });

  test('takes a channel of the repository into the build context', async () => {
    const files = {
      'channel/noarch/repodata.json': '{}',
      'channel/noarch/tool-1.0-0.tar.bz2': 'x',
      'channel/noarch/index.html': 'not taken',
    };
    const { chosen, folder } = await choose(
      'channels: [./channel]\ndependencies: [python]',
      {},
      { files },
    );
    const { conda, context, manager } = await chosen;
    expect(manager).toBe('rattler');
    expect(conda?.channels).toEqual(['file:///opt/package-model/channels/0']);
    expect(context.files.map((file) => file.path)).toEqual([
      'channels/0/noarch/repodata.json',
      'channels/0/noarch/tool-1.0-0.tar.bz2',
    ]);
    expect(context.sources.get('channels/0/noarch/repodata.json')).toEqual({
      kind: 'file',
      path: path.join(folder, 'channel/noarch/repodata.json'),
    });
  });

  test('reports all that is wrong with channels and packages, without a token', async () => {
    const { chosen } = await choose(
      `channels:
  - https://user:hunter2@host/ch
  - https://host/t/hunter2/ch
  - ./nowhere
  - ../outside
  - file:///etc
  - ./empty
dependencies:
  - "; rm -rf /"
  - https://a:hunter2@h/c::x
  - https://h/c::x
  - pip: ["-e ."]`,
      { manager: 'rattler' },
      { files: { 'empty/readme.txt': '' } },
    );
    const text = String(await chosen.catch((error: unknown) => error));
    expect(text).not.toContain('hunter2');
    expect(text.match(/conda-channel-alias/g)).toHaveLength(3);
    for (const line of [
      'conda.yml:4:5 (channels[2]): the channel ./nowhere is no folder',
      'the channel ../outside leaves the working directory',
      '"file:///etc" is not a channel',
      'the channel ./empty has no repodata.json',
      '"; rm -rf /" is not a conda package',
      'the channel https://h/c of this package must stand under channels',
      'installs a folder with -e',
    ]) {
      expect(text).toContain(line);
    }
  });

  test('is refused by pip when pip cannot have it, with the way out', async () => {
    const { chosen } = await choose('dependencies: [r-base]', { manager: 'pip' });
    await expect(chosen).rejects.toThrow(/no known counterpart on PyPI.*environment-manager: auto/);
  });
});

describe('a requirements file', () => {
  test('stands in the place of a conda file, with what it includes', async () => {
    const files = {
      'requirements.txt':
        '\uFEFFnumpy==1.26.4 ; \\\n  python_version > "3.8"\r\n# none\n-r more/other.txt\n-c limits.txt\n',
      'more/other.txt': 'six  # small\n--requirement=third.txt\n',
      'more/third.txt': 'azureml-inference-server-http==1.5.1\n',
      'limits.txt': 'flask<4\n',
    };
    const { chosen } = await choose(undefined, { manager: 'uv' }, { files });
    expect(await chosen).toMatchObject({
      manager: 'uv',
      pip: [
        'numpy==1.26.4 ;   python_version > "3.8"',
        'six',
        'azureml-inference-server-http==1.5.1',
      ],
      constraints: ['flask<4'],
    });
  });

  test('is refused with all its faults, each with file and line', async () => {
    const files = {
      'requirements.txt':
        '-r requirements.txt\n-r gone.txt\n-r ../out.txt\n-r https://host/r.txt\n--index-url https://u:hunter2@h/\nnumpy --hash=sha256:aa\n-r sub/more.txt\n',
      'sub/more.txt': '\n-e ./x\n',
    };
    const { chosen } = await choose(undefined, {}, { files });
    const text = String(await chosen.catch((error: unknown) => error));
    for (const line of [
      'requirements.txt:1: requirements.txt includes itself',
      'requirements.txt:2: gone.txt is not there',
      'requirements.txt:3: ../out.txt is not there',
      'requirements.txt:4: https://host/r.txt is an address',
      'requirements.txt:5: this line sets --index-url; use the input pip-index-url',
      'requirements.txt:6: "numpy --hash=sha256:aa" has a hash',
      'sub/more.txt:2: "-e ./x" installs a folder',
    ]) {
      expect(text).toContain(line);
    }
    expect(text).not.toContain('hunter2');
  });

  test('is refused beside a conda file, and where nothing is installed', async () => {
    const files = { 'requirements.txt': 'six\n' };
    const both = await choose('dependencies: [numpy]', {}, { files });
    await expect(both.chosen).rejects.toThrow(
      /has a conda environment \(conda.yml\) and requirements names/,
    );
    const own = await choose(undefined, {}, { files, config: { userManaged: true } });
    await expect(own.chosen).rejects.toThrow('so nothing is installed; leave out requirements');
  });
});
