"""Trains the example's model: logistic regression on the irises that come with scikit-learn.

Run it with scikit-learn==1.7.2, the version that model.yaml names.
"""

from pathlib import Path

import joblib
from sklearn.datasets import load_iris
from sklearn.linear_model import LogisticRegression

MODEL_FILE = Path(__file__).parent / "model" / "iris.joblib"


def main() -> None:
    measures, species = load_iris(return_X_y=True)
    model = LogisticRegression(max_iter=500).fit(measures, species)
    MODEL_FILE.parent.mkdir(exist_ok=True)
    joblib.dump(model, MODEL_FILE)
    print(f"{MODEL_FILE.name}: {model.score(measures, species):.4f} right on the training data")


if __name__ == "__main__":
    main()
