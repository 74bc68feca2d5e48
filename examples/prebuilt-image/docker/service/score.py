import json
import os
import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parent))
from text import normalize  # noqa: E402


def init():
    global phrases
    path = Path(os.environ["AZUREML_MODEL_DIR"]) / "phrases.json"
    phrases = json.loads(path.read_text(encoding="utf-8"))
    # A folder that the Dockerfile has made for the user of the image.
    (Path(os.environ["PHRASES_CACHE"]) / "ready").write_text("yes\n", encoding="utf-8")


def run(raw_data):
    request = json.loads(raw_data)
    found = phrases.get(normalize(request["text"]), {})
    return {"translation": found.get(request["language"])}
