"""Makes the example's model: distances of points from given centres, as an ONNX graph.

Run it with onnx==1.19.1; the same version gives the same bytes.
"""

from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

MODEL_FILE = Path(__file__).parent / "model" / "nearest.onnx"
CENTRES = np.array([[0.0, 0.0], [10.0, 0.0], [0.0, 10.0]], dtype=np.float32)


def main() -> None:
    nodes = [
        helper.make_node("Unsqueeze", ["points", "axis"], ["column"]),
        helper.make_node("Sub", ["column", "centres"], ["differences"]),
        helper.make_node("ReduceL2", ["differences"], ["distances"], axes=[2], keepdims=0),
        helper.make_node("ArgMin", ["distances"], ["nearest"], axis=1, keepdims=0),
    ]
    graph = helper.make_graph(
        nodes,
        "nearest",
        [helper.make_tensor_value_info("points", TensorProto.FLOAT, ["rows", 2])],
        [
            helper.make_tensor_value_info("nearest", TensorProto.INT64, ["rows"]),
            helper.make_tensor_value_info("distances", TensorProto.FLOAT, ["rows", len(CENTRES)]),
        ],
        [
            numpy_helper.from_array(np.array([1], dtype=np.int64), "axis"),
            numpy_helper.from_array(CENTRES, "centres"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=8)
    onnx.checker.check_model(model)
    MODEL_FILE.parent.mkdir(exist_ok=True)
    MODEL_FILE.write_bytes(model.SerializeToString(deterministic=True))
    print(f"{MODEL_FILE.name}: {MODEL_FILE.stat().st_size} bytes")


if __name__ == "__main__":
    main()
