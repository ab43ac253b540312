"""Checks the messages for models that cannot be imported: check_errors.py DLC FOLDER."""
import os
import subprocess
import sys

models = os.path.join(os.path.dirname(os.path.abspath(__file__)), "models.py")

EXPECTED = {
    "truncated": ["no ONNX model, or it is truncated or damaged"],
    "garbage": ["no ONNX model, or it is truncated or damaged"],
    "unknown": ["a field that is not part of IR version", "ModelProto field 1000"],
    "cyclic": ["node 'first' (Add) reads 'b'", "the graph has a cycle or is not sorted"],
    "missing": ["node 'node' (Add) reads 'w', which is neither an input, an initialiser nor a node's output"],
    "negative": ["initialiser 'w': a dimension is -2"],
    "huge": ["initialiser 'w': the tensor has too many elements"],
    "short": ["initialiser 'w': the tensor has 23 bytes of data, and its type takes 24"],
    "outside": ["initialiser 'w': external data in '../weights.bin' lie outside the model's folder"],
    "absent": ["initialiser 'w': external data: cannot read"],
    "future": ["operator set 99 is newer than the newest that is known"],
    "ancient": ["operator set 3 is older than the oldest that is supported"],
    "future_ir": ["IR version 99 is newer than the newest that is known"],
    "shapes": ["node '/fc/MatMul' (MatMul, operator set 17): cannot multiply f32[32, 5] by f32[4, 2]"],
    "types": ["input 'x' has elements of type string, which is not supported"],
    "half_input": ["input 'x' has elements of type float16, which is not supported"],
    "half_cast": ["node 'node' (Cast, operator set 17): there are no tensors of float16"],
    "half_product": ["node '/Mul' (Mul, operator set 17): 't' is float16, which can be moved and cast, but not computed with"],
    "half_constant": ["node 'node' (ConstantOfShape, operator set 17)", "there are no tensors of float16"],
    "half_output": ["output 'y' is float16, which is not supported"],
    "half_short": ["initialiser 'dense.weight': the tensor has 22 bytes of data, and its type takes 24"],
    "byte_input": ["input 'x' has elements of type int8, which is not supported"],
    "byte_weight": ["initialiser 'w': there are no tensors of int8"],
    "byte_cast": ["node 'node' (Cast, operator set 17): there are no tensors of int8"],
    "attribute": ["node 'node' (Relu, operator set 17): attribute 'flavour' is not supported"],
    "ill_typed": ["attribute 'axis' has another type"],
    "empty": ["node 'node': an operand has no elements"],
    "open_shape": ["dimension 'length' of input 'x' is open: give it a size with --dim length=N"],
    "gradient_of_other": ["node 'gradient' (ai.onnx.preview.training.Gradient, operator set 1): 'loss' is not computed from"],
    "gradient_count": ["1 operands and 1 results for 2 tensors 'xs' and 0 tensors 'zs'"],
    "gradient_of_integers": ["'whole', i64[], has no derivative"],
    "gradient_of_nothing": ["there is no tensor 'nowhere'"],
    "lstm": ["node 'lstm' (LSTM, operator set 17): operand f32[1, 16, 5] is not of shape [1, 20, 5]"],
    "activations": ["node 'rnn' (RNN, operator set 17): there is no activation 'Cosine'"],
    "loop": ["node 'loop' (Loop, operator set 17): the number of rounds, 'trips', is not known when the model is compiled"],
    "endless": ["[1048576] rounds cannot be unrolled; up to 1024 can"],
    "data_loop": ["whether it goes on after round 0 is not known when the model is compiled"],
    "scan": ["node 'scan' (Scan, operator set 17): its sequences have 2 and 4 elements"],
    "position": ["node 'at' (SequenceAt, operator set 17): position [2] is outside a sequence of 2"],
    "no_sequence": ["node 'at' (SequenceAt, operator set 17): input 0 is no sequence"],
    "sequence_out": ["'y' is a sequence, and no tensor"],
    "nothing": ["node 'get' (OptionalGetElement, operator set 18): its operand is not there"],
    "subscripts": ["node 'einsum' (Einsum, operator set 17): subscript 'j' of 'ij,jk->ik' is 3 and 5"],
    "determinant": ["node 'det' (Det, operator set 17): expected square matrices of up to 64 rows, got f32[2, 3]"],
    "places": ["node 'places' (GatherND, operator set 17): indices i64[2, 0, 2] do not fit a tensor of shape [2, 3]"],
    "scatter": ["the indices of a reduction other than a sum are not known when the model is compiled"],
    "grid": ["a grid of f32[1, 2, 2, 3] does not fit f32[1, 2, 3, 4]"],
    "quantised": ["there is no quantising to other types than uint8"],
    "columns": ["columns f32[1, 6, 5] of blocks [2, 3] do not fit images [4, 4]"],
    "unsupported": ["2 of its parts", "node 'first' (Unique, operator set 17): the operator is not supported",
                    "node 'second' (NonZero, operator set 17): the operator is not supported"],
}

dlc, folder = sys.argv[1:]
os.makedirs(folder, exist_ok=True)
failures = 0
for name, wanted in EXPECTED.items():
    path, output = os.path.join(folder, name + ".onnx"), os.path.join(folder, name + ".o")
    subprocess.run([sys.executable, models, name, path], check=True)
    result = subprocess.run([dlc, path, "-o", output], capture_output=True, text=True)
    wrong = [text for text in wanted if text not in result.stderr]
    if wrong or result.returncode != 1 or os.path.exists(output) or "third" in result.stderr or "'add'" in result.stderr:
        failures += 1
        print(f"{name}: exit code {result.returncode}, without {wrong}:\n{result.stderr}")
sys.exit(1 if failures else 0)
