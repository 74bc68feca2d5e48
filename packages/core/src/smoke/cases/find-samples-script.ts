/**
 * Python that prints the sample requests among an image's models as JSON: `{"model": {"path",
 * "text", "answer"?}, "mlflow": {"path", "text"}}`. Any Python 3 runs it; files above 1 MiB are left.
 */
export const findSamplesScript = `
import json, os, re

def read(path):
    try:
        if os.path.getsize(path) > 1048576:
            return None
        with open(path, encoding="utf-8") as file:
            return file.read()
    except (OSError, ValueError):
        return None

def mlflow_example(folder, names):
    text = (read(os.path.join(folder, "MLmodel")) or "").partition("saved_input_example_info:")[2]
    named = dict(re.findall(r"^ +(\\w+): *(\\S+) *$", text, re.M))
    wanted = [named.get("serving_input_path"), "serving_input_example.json",
              named.get("artifact_path"), "input_example.json"]
    return next((name for name in wanted if name in names), None)

found = {}
seen = set()
count = 0
for root in ("/var/azureml-app/azureml-models", "/models"):
    for folder, folders, names in os.walk(root, followlinks=True):
        real = os.path.realpath(folder)
        count += 1
        if real in seen or count > 10000:
            folders[:] = []
            continue
        seen.add(real)
        folders.sort()
        if "model" not in found and "sample_input.json" in names:
            path = os.path.join(folder, "sample_input.json")
            text = read(path)
            if text is not None:
                found["model"] = {"path": path, "text": text}
                answer = read(os.path.join(folder, "sample_output.json"))
                if answer is not None:
                    found["model"]["answer"] = answer
        if "mlflow" not in found and "MLmodel" in names:
            name = mlflow_example(folder, names)
            text = read(os.path.join(folder, name)) if name else None
            if text is not None:
                found["mlflow"] = {"path": os.path.join(folder, name), "text": text}
print(json.dumps(found))
`;
