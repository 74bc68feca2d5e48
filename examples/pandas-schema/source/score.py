import json
import os

import pandas as pd
from inference_schema.parameter_types.pandas_parameter_type import PandasParameterType
from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema, output_schema

INPUT_SAMPLE = pd.DataFrame(
    {
        "town": ["Uppsala", "Lund"],
        "rooms": pd.Series([2, 4], dtype="int64"),
        "area": pd.Series([51.5, 98.0], dtype="float64"),
    }
)
OUTPUT_SAMPLE = [194.5, 300.0]


def init():
    global prices
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "prices.json")
    with open(path, encoding="utf-8") as file:
        prices = json.load(file)


@input_schema("homes", PandasParameterType(INPUT_SAMPLE))
@output_schema(StandardPythonParameterType(OUTPUT_SAMPLE))
def run(homes):
    base = homes["town"].map(prices["towns"]).fillna(prices["elsewhere"])
    return (base + homes["rooms"] * prices["room"] + homes["area"] * prices["area"]).tolist()
