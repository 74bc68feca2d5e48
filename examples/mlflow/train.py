"""Trains the example's model and saves it as an MLflow model folder, with signature and example.

Run it with the versions below. mlflow-skinny is enough: it has all that serving needs.
"""

import shutil
from pathlib import Path

import mlflow.sklearn
import pandas as pd
from mlflow.models import infer_signature
from sklearn.linear_model import LinearRegression

FOLDER = Path(__file__).parent / "model" / "homes"
REQUIREMENTS = [
    "mlflow-skinny==2.22.4",
    "fastapi==0.115.14",
    "cloudpickle==3.1.1",
    "numpy==2.2.6",
    "pandas==2.2.3",
    "scikit-learn==1.7.2",
    "scipy==1.15.3",
]
HOMES = pd.DataFrame({"area": [50.0, 80.0, 120.0, 200.0], "rooms": [2, 3, 4, 6]})
PRICES = [120.0, 180.0, 260.0, 420.0]


def main() -> None:
    model = LinearRegression().fit(HOMES, PRICES)
    shutil.rmtree(FOLDER, ignore_errors=True)
    mlflow.sklearn.save_model(
        model,
        str(FOLDER),
        pip_requirements=REQUIREMENTS,
        signature=infer_signature(HOMES, model.predict(HOMES)),
        input_example=HOMES.head(2),
    )
    print(f"{FOLDER.name}: {model.predict(HOMES).round(2).tolist()}")


if __name__ == "__main__":
    main()
