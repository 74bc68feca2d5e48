"""Trains the example's model: ridge regression on the diabetes data that comes with scikit-learn.

Run it with the versions that source/myenv.yml pins; the same versions give the same coefficients.
"""

from pathlib import Path

import joblib
from sklearn.datasets import load_diabetes
from sklearn.linear_model import Ridge

MODEL_FILE = Path(__file__).parent / "model" / "diabetes.joblib"


def main() -> None:
    features, progression = load_diabetes(return_X_y=True)
    model = Ridge(alpha=0.03, solver="cholesky").fit(features, progression)
    MODEL_FILE.parent.mkdir(exist_ok=True)
    joblib.dump(model, MODEL_FILE)
    print(f"{MODEL_FILE.name}: R2 {model.score(features, progression):.4f} on the training data")


if __name__ == "__main__":
    main()
