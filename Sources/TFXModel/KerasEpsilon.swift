/// Keras's fuzz factor, `keras.backend.epsilon()`: probabilities are kept this far from 0 and 1 before a
/// logarithm, and divisors this far from 0.
let kerasEpsilon = 1e-7
