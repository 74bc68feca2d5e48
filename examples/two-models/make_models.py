"""Makes the example's two models: a list of words with their weights, and texts for the answers."""

import json
from pathlib import Path

FOLDER = Path(__file__).parent / "model"
WORDS = {"good": 2, "great": 3, "fine": 1, "poor": -2, "awful": -3}
TEXTS = {"positive": "Thank you!", "neutral": "Noted.", "negative": "We are sorry."}


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    for name, content in {"words": WORDS, "texts": TEXTS}.items():
        text = json.dumps(content, indent=2) + "\n"
        (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
