"""Makes texts.json: the numbers that Keras's TextVectorization gives words.

Run: pip install tensorflow-cpu safetensors && python make_texts.py
"""

from fixture import write

import keras

FITTED = [
    "The cat sat on the mat.", "the dog, the Cat & the mat!", "A  tab\tand\na line end",
    "it's 12:30 (half past twelve)", "Ähren und Äpfel", "", "no-one [knows] {this} ~ `word` \\ | ^_",
]
OTHERS = ["the unknown cat", "MAT", "äpfel, ähren", "the the the the the the the the the"]


def case(name, length=None, max_tokens=None, standardize="lower_and_strip_punctuation",
         split="whitespace"):
    layer = keras.layers.TextVectorization(
        max_tokens=max_tokens, standardize=None if standardize == "none" else standardize,
        split=split, output_sequence_length=length)
    layer.adapt(FITTED)
    arguments = {"standardize": standardize, "split": split}
    if max_tokens:
        arguments["max_tokens"] = max_tokens
    if length:
        arguments["length"] = length
    return {"name": name, "arguments": arguments, "fitted": FITTED, "others": OTHERS,
            "tokens": [str(t) for t in layer.get_vocabulary()[2:]],
            "numbers": [[int(n) for n in layer([text])[0].numpy()] for text in FITTED + OTHERS]}


def cases():
    yield case("default", length=8)
    yield case("few_tokens", length=5, max_tokens=6)
    yield case("as_written", length=8, standardize="none")
    yield case("lower", length=8, standardize="lower")
    yield case("without_punctuation", length=8, standardize="strip_punctuation")
    yield case("characters", length=30, split="character")


if __name__ == "__main__":
    write("texts.json", __file__, list(cases()))
