import { compareCodeUnits } from '../../canonical-json.ts';
import { digestOf } from '../../oci/digest.ts';
import type { CodeListing, CodeSource } from '../code/code.ts';
import type { CodeFile } from '../plan/plan.ts';

const init = String.raw`"""A stand-in for azureml-core, which is not installed in this image.

It has Model.get_model_path, which entry scripts call in init(), and nothing else. It was put here by
package-model, because a script imports azureml.core.
"""
from azureml.core.model import Model

__all__ = ["Model"]


class _Missing(object):
    """A name of azureml.core that may be imported and not be used."""

    def __init__(self, name):
        self.__dict__["_name"] = name

    def _fail(self, *args, **kwargs):
        raise NotImplementedError(
            "azureml.core.%s is not in this image: azureml-core is not installed, and the stand-in of "
            "package-model has Model.get_model_path only. Take its use out of the script, or use a base "
            "image that holds azureml-core." % self._name
        )

    __call__ = _fail

    def __getattr__(self, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        self._fail()


def __getattr__(name):
    if name.startswith("_"):
        raise AttributeError("module 'azureml.core' has no attribute %r" % name)
    return _Missing(name)
`;

const model = String.raw`"""azureml.core.model of package-model's stand-in for azureml-core: Model.get_model_path only."""
import os

MODELS = "azureml-models"


class ModelNotFoundException(Exception):
    """There is no such model in this image."""


class _ModelType(type):
    def __getattr__(cls, name):
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        raise NotImplementedError(
            "Model.%s is not in this image: azureml-core is not installed, and the stand-in of "
            "package-model has Model.get_model_path only." % name
        )


class Model(_ModelType("_Base", (object,), {})):
    """Finds models that were packaged into this image."""

    def __init__(self, *args, **kwargs):
        raise NotImplementedError(
            "Model(...) asks a workspace, which this image knows nothing of; use Model.get_model_path."
        )

    @staticmethod
    def get_model_path(model_name, version=None, _workspace=None):
        """The path of the model's only file or folder: of this version, or of the highest one."""
        if version is not None and (isinstance(version, bool) or not isinstance(version, int)):
            raise TypeError("version must be an int, not %r" % (version,))
        root = os.path.join(os.environ.get("AML_APP_ROOT", ""), MODELS)
        versions = _members(os.path.join(root, model_name))
        if not versions:
            if os.path.exists(model_name):
                return model_name
            raise ModelNotFoundException(_not_found(model_name, root))
        if version is not None and str(version) not in versions:
            raise ModelNotFoundException(_not_found("%s:%s" % (model_name, version), root))
        chosen = str(version) if version is not None else max(versions, key=_order)
        folder = os.path.join(root, model_name, chosen)
        entries = _members(folder)
        if len(entries) != 1:
            raise ModelNotFoundException(
                "%s holds %d entries (%s), and get_model_path needs exactly one: join "
                'os.environ["AZUREML_MODEL_DIR"] with the name of the one you mean.'
                % (folder, len(entries), ", ".join(entries))
            )
        return os.path.join(folder, entries[0])


def _members(folder):
    return sorted(os.listdir(folder)) if os.path.isdir(folder) else []


def _order(version):
    return (version.isdigit(), int(version) if version.isdigit() else 0, version)


def _not_found(wanted, root):
    packaged = [
        "%s:%s" % (name, version)
        for name in _members(root)
        for version in sorted(_members(os.path.join(root, name)), key=_order)
    ]
    return "Model %s is not in %s, nor in the working directory. This image has %s." % (
        wanted,
        os.path.abspath(root),
        ", ".join(packaged) or "no models",
    )
`;

/** Where the stand-in lies below the app root, which the scoring server has on its path. */
const texts: Readonly<Record<string, string>> = {
  'azureml/core/__init__.py': init,
  'azureml/core/model.py': model,
};

/**
 * The code with a stand-in for azureml.core that has `Model.get_model_path` only. There is no
 * `azureml/__init__.py`, so that other packages below that name stay visible. Code that brings an
 * azureml.core of its own stays as it is.
 */
export function withCorePackage(listing: CodeListing): CodeListing {
  const { code, sources } = listing;
  const own = /^(?:[^/]+\/)?azureml\/core(?:\/|\.py$)/;
  if (code.files.some((file) => own.test(file.path))) return listing;
  const added = Object.entries(texts).map(([path, text]): CodeFile => {
    const sizeBytes = Buffer.byteLength(text);
    return { path, sizeBytes, digest: digestOf(text), executable: false };
  });
  const files = [...code.files, ...added].toSorted((a, b) => compareCodeUnits(a.path, b.path));
  const more = Object.entries(texts).map(([path, text]) => [path, { kind: 'text', text }] as const);
  return { code: { ...code, files }, sources: new Map<string, CodeSource>([...sources, ...more]) };
}
