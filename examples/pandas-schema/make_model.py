"""Makes the example's model: prices per town, room and square metre."""

import json
from pathlib import Path

MODEL_FILE = Path(__file__).parent / "model" / "prices.json"
PRICES = {"towns": {"Uppsala": 120, "Lund": 100}, "elsewhere": 60, "room": 10, "area": 1.5}


def main() -> None:
    MODEL_FILE.parent.mkdir(exist_ok=True)
    MODEL_FILE.write_text(json.dumps(PRICES, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
