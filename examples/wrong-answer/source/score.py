import json
import os


def init():
    global factor
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "factor.json")
    with open(path, encoding="utf-8") as file:
        factor = json.load(file)["factor"]


def run(raw_data):
    numbers = json.loads(raw_data)["data"]
    return [number + factor for number in numbers]  # should multiply
