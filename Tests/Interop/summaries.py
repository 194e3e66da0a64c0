"""Summaries, merged and read again."""
from common import *

x = tf.placeholder(tf.float32, [None, 4], "x")
w = tf.Variable(random(4, 3, seed=1), name="w")
y = tf.matmul(x, w)
tf.summary.scalar("mean", tf.reduce_mean(y))
tf.summary.histogram("y", y)
tf.summary.histogram("w", w)
tf.summary.image("image", tf.reshape(tf.sigmoid(y), [1, -1, 3, 1]))
merged = tf.summary.merge_all()
with tf.Session(target) as sess:
    sess.run(tf.global_variables_initializer())
    writer = tf.summary.FileWriter(os.path.join(folder, "events"), sess.graph)
    for step in range(3):
        text = sess.run(merged, {x: random(6, 4, seed=step)})
        writer.add_summary(text, step)
        summary = tf.Summary.FromString(text)
        for value in summary.value:
            if value.HasField("histo"):
                h = value.histo
                say(value.tag, h.min, h.max, h.num, h.sum, h.sum_squares, len(h.bucket),
                    h.bucket_limit, h.bucket)
            elif value.HasField("image"):
                say(value.tag, value.image.height, value.image.width, value.image.colorspace)
                pixels = tf.image.decode_png(value.image.encoded_image_string)
                with tf.Session() as local:
                    say("pixels", local.run(pixels))
            else:
                say(value.tag, value.simple_value)
    writer.close()
