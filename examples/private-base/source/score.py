import json
import os

from inference_schema.parameter_types.standard_py_parameter_type import StandardPythonParameterType
from inference_schema.schema_decorators import input_schema


def init():
    global rates
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "rates.json")
    with open(path, encoding="utf-8") as file:
        rates = json.load(file)


@input_schema("language", StandardPythonParameterType("sv"))
@input_schema("words", StandardPythonParameterType(100))
def run(words, language):
    return {"price": round(words * rates[language], 2)}
