"""TensorFlow's declarations of the operations that tfx writes and reads, as a table in Swift.

python Tests/Fixtures/savedmodel/make_signatures.py   (tensorflow 2.21)

It writes Sources/TFXSavedModel/Signatures.swift. A line has an operation's inputs, its outputs and
those attributes that are neither types nor numbers of its inputs and outputs:

    GatherV2 params:Tparams indices:Tindices axis:Taxis -> output:Tparams | batch_dims

A type is one that the operation always has, in small letters, or an attribute's name; `N*T` are as
many tensors as the attribute N says, and `T[]` tensors of the types in the list T.
"""

import os
import pathlib
import re
import textwrap

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import tensorflow  # noqa: F401  (it registers the operations)
from tensorflow.core.framework import types_pb2
from tensorflow.python.framework import op_def_registry

here = pathlib.Path(__file__).parent
root = here / "../../.."

# The nodes of tfx's operations, as the last column of the reference has them.
rows = (root / "docs/reference/ops.md").read_text(encoding="utf-8").splitlines()
NODES = [name for row in rows if row.startswith("| `")
         for name in re.findall(r"`(\w+)`", row.split("|")[-2])]

# What others are written as or read from besides.
OTHERS = """
ClipByValue Conv2DBackpropInput Conv3DBackpropInputV2 IdentityN Invert MatrixDiagPartV3 MatrixDiagV3
Pad PartitionedCall ResourceGather ShapeN StatefulPartitionedCall StatelessIf StatelessWhile
""".split()

NAMES = {name for name in NODES if op_def_registry.get(name)} | set(OTHERS)

# Attributes that nobody here has anything to say about.
SILENT = {
    "Truncate", "allowed_devices", "bad_indices_policy", "container", "debug_name",
    "explicit_paddings", "grad_a", "grad_b", "grad_x", "grad_y", "incompatible_shape_error",
    "seed2", "timeout_ms", "use_cudnn_on_gpu", "use_locking", "validate_shape",
}


def argument(arg):
    kind = arg.type_attr or types_pb2.DataType.Name(arg.type)[3:].lower()
    if arg.number_attr:
        kind = f"{arg.number_attr}*{kind}"
    if arg.type_list_attr:
        kind = f"{arg.type_list_attr}[]"
    return f"{arg.name}:{kind}"


def line(name):
    op = op_def_registry.get(name)
    if op is None:
        raise ValueError(f"TensorFlow has no {name}")
    arguments = list(op.input_arg) + list(op.output_arg)
    implied = {x for a in arguments for x in (a.type_attr, a.number_attr, a.type_list_attr)}
    attributes = [a.name for a in op.attr if a.name not in implied | SILENT]
    words = [name, *map(argument, op.input_arg), "->", *map(argument, op.output_arg), "|",
             *attributes]
    return " \\\n".join(textwrap.wrap(" ".join(words), 94, subsequent_indent="    "))


lines = "\n".join("  " + part for name in sorted(NAMES) for part in line(name).split("\n"))
(root / "Sources/TFXSavedModel/Signatures.swift").resolve().write_text(
    '/// TensorFlow\'s declarations of its operations, one a line: see ``Signature``. Made by\n'
    '/// Tests/Fixtures/savedmodel/make_signatures.py.\n'
    f'let signatureLines = """\n{lines}\n  """\n', encoding="utf-8")
print(len(NAMES), "operations")
