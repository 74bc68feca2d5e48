import json
import os
from pathlib import Path


def init():
    global words, texts
    words = load("two-models", "words.json")
    texts = load("texts", "texts.json")


def load(name, file):
    """With several models AZUREML_MODEL_DIR holds <name>/<version>/; the image has one version each."""
    (folder,) = (Path(os.environ["AZUREML_MODEL_DIR"]) / name).iterdir()
    return json.loads((folder / file).read_text(encoding="utf-8"))


def run(raw_data):
    text = json.loads(raw_data)["text"]
    weight = sum(words.get(word.strip(".,!?").lower(), 0) for word in text.split())
    kind = "positive" if weight > 0 else "negative" if weight < 0 else "neutral"
    return {"kind": kind, "weight": weight, "reply": texts[kind]}
