"""Makes the example's model: phrases in three languages."""

import json
from pathlib import Path

MODEL_FILE = Path(__file__).parent / "model" / "phrases.json"
PHRASES = {
    "good morning": {"sv": "god morgon", "de": "guten Morgen", "fr": "bonjour"},
    "thank you": {"sv": "tack", "de": "danke", "fr": "merci"},
}


def main() -> None:
    MODEL_FILE.parent.mkdir(exist_ok=True)
    text = json.dumps(PHRASES, indent=2, ensure_ascii=False) + "\n"
    MODEL_FILE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
