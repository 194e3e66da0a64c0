"""Makes text_modes.json: what Keras's TextVectorization makes of texts with n-grams and other outputs.

Run: pip install tensorflow-cpu safetensors && python make_text_modes.py
"""

from fixture import write

import keras
from make_texts import FITTED, OTHERS


def case(name, length=None, max_tokens=None, ngrams=None, output_mode="int"):
    layer = keras.layers.TextVectorization(
        max_tokens=max_tokens, ngrams=tuple(ngrams) if isinstance(ngrams, list) else ngrams,
        output_mode=output_mode, output_sequence_length=length)
    layer.adapt(FITTED)
    arguments = {"output_mode": output_mode}
    for key, value in [("max_tokens", max_tokens), ("length", length), ("ngrams", ngrams)]:
        if value:
            arguments[key] = value
    special = 2 if output_mode == "int" else 1
    return {"name": name, "arguments": arguments, "fitted": FITTED, "others": OTHERS,
            "tokens": [str(t) for t in layer.get_vocabulary()[special:]],
            "numbers": [[float(str(n)) for n in layer([text])[0].numpy()]
                        for text in FITTED + OTHERS]}


def cases():
    yield case("pairs_too", length=12, ngrams=2)
    yield case("pairs_alone", length=6, ngrams=[2])
    yield case("threes_and_words", length=12, max_tokens=30, ngrams=[3, 1])
    yield case("multi_hot", output_mode="multi_hot")
    yield case("multi_hot_few", output_mode="multi_hot", max_tokens=5)
    yield case("count", output_mode="count")
    yield case("count_pairs", output_mode="count", ngrams=2, max_tokens=12)
    yield case("tf_idf", output_mode="tf_idf")
    yield case("tf_idf_few", output_mode="tf_idf", max_tokens=6)


if __name__ == "__main__":
    write("text_modes.json", __file__, list(cases()))
