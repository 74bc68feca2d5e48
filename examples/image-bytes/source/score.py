import io
import json
import os

from azureml.contrib.services.aml_request import rawhttp
from azureml.contrib.services.aml_response import AMLResponse
from PIL import Image, UnidentifiedImageError


def init():
    global names
    path = os.path.join(os.environ["AZUREML_MODEL_DIR"], "colours.json")
    with open(path, encoding="utf-8") as file:
        names = {name: tuple(colour) for name, colour in json.load(file).items()}


@rawhttp
def run(request):
    """The body is the image file itself; the answer is the nearest named colour of its mean."""
    if request.method != "POST":
        return AMLResponse({"message": "post an image"}, 405, json_str=True)
    try:
        image = Image.open(io.BytesIO(request.get_data())).convert("RGB")
    except UnidentifiedImageError:
        return AMLResponse({"message": "this is no image"}, 400, json_str=True)
    mean = image.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0))
    nearest = min(names, key=lambda name: distance(names[name], mean))
    answer = {"colour": nearest, "mean": mean, "size": image.size}
    return AMLResponse(answer, 200, {"x-colour": nearest}, json_str=True)


def distance(one, other):
    return sum((a - b) ** 2 for a, b in zip(one, other))
