"""Makes the example's model: what a word costs to translate, per language."""

import json
from pathlib import Path

MODEL_FILE = Path(__file__).parent / "model" / "rates.json"
RATES = {"sv": 0.18, "de": 0.2, "ja": 0.35}


def main() -> None:
    MODEL_FILE.parent.mkdir(exist_ok=True)
    MODEL_FILE.write_text(json.dumps(RATES) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
