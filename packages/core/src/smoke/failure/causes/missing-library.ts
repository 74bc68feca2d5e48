import type { Cause } from '../cause.ts';
import { pythonFailure } from '../python-failure.ts';
import { causeAt } from '../say.ts';

const MISSING =
  /(?:^|\s|: )((?:lib)?[\w+.-]+\.so(?:\.[\d.]+)?): cannot open shared object file: No such file/;

/** Debian packages by the library's name, without its version. */
const APT: Readonly<Record<string, string>> = {
  'libEGL.so': 'libegl1',
  'libGL.so': 'libgl1',
  'libGLX.so': 'libglx0',
  'libOpenGL.so': 'libopengl0',
  'libSM.so': 'libsm6',
  'libX11.so': 'libx11-6',
  'libXext.so': 'libxext6',
  'libXrender.so': 'libxrender1',
  'libasound.so': 'libasound2',
  'libatomic.so': 'libatomic1',
  'libfontconfig.so': 'libfontconfig1',
  'libfreetype.so': 'libfreetype6',
  'libgfortran.so': 'libgfortran5',
  'libglib-2.0.so': 'libglib2.0-0',
  'libgobject-2.0.so': 'libglib2.0-0',
  'libgthread-2.0.so': 'libglib2.0-0',
  'libgomp.so': 'libgomp1',
  'libgssapi_krb5.so': 'libgssapi-krb5-2',
  'libjpeg.so': 'libjpeg62-turbo',
  'liblapack.so': 'liblapack3',
  'libblas.so': 'libblas3',
  'libopenblas.so': 'libopenblas0',
  'libmagic.so': 'libmagic1',
  'libodbc.so': 'unixodbc',
  'libpq.so': 'libpq5',
  'libmariadb.so': 'libmariadb3',
  'libsndfile.so': 'libsndfile1',
  'libssl.so': 'libssl3',
  'libstdc++.so': 'libstdc++6',
  'libtbb.so': 'libtbb12',
  'libxcb.so': 'libxcb1',
  'libxml2.so': 'libxml2',
  'libz.so': 'zlib1g',
  'libzbar.so': 'libzbar0',
};

/** A native library that a Python package needs. */
export const missingLibrary: Cause = {
  id: 'missing-library',
  title: 'A shared library is not in the image',
  meaning:
    'A Python package loads a native library of the system, and the image does not have it. Small base images leave out what desktops have (`libGL`), pip packages do not bring all that they need.',
  remedy:
    'Add the Debian package that the message names to the input `apt-packages`. For `libGL` there is a way without it: `opencv-python-headless` in the place of `opencv-python`. Libraries of CUDA (`libcudart`, `libcublas`, `libcudnn`) come with a GPU base image.',
  async match(evidence) {
    for (const error of pythonFailure(evidence)?.errors ?? []) {
      const library = MISSING.exec(error.text)?.[1];
      if (library === undefined) continue;
      const what = `the shared library ${library} is not in the image`;
      return causeAt(error, evidence, { id: missingLibrary.id, what, act: actFor(library) });
    }
    return undefined;
  },
};

function actFor(library: string): string {
  if (/^lib(cu|nv|nccl)/.test(library)) {
    return 'It is a part of CUDA: use a GPU base image, or the CPU build of the package.';
  }
  const name = APT[library.replace(/(\.so)[\d.]*$/, '$1')];
  if (name === undefined) return 'Add the Debian package that has it to the input apt-packages.';
  const headless = name === 'libgl1' ? ' (or use opencv-python-headless for opencv-python)' : '';
  return `Add ${name} to the input apt-packages${headless}.`;
}
