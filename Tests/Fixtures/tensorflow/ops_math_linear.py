"""Products of matrices, einsum, Fourier transforms."""

import numpy as np
import tensorflow as tf

from golden import Golden

golden = Golden(__file__)
random = np.random.default_rng(1)


def real(*shape, dtype=np.float32):
    return tf.constant(np.round(random.uniform(-2, 2, shape), 2).astype(dtype))


def complex_(*shape):
    return tf.complex(real(*shape), real(*shape))


def product(name, a, b, adj_x=False, adj_y=False):
    golden.case(f"BatchMatMulV2_{name}", "BatchMatMulV2",
                lambda x, y: tf.raw_ops.BatchMatMulV2(x=x, y=y, adj_x=adj_x, adj_y=adj_y), a, b,
                adj_x=adj_x, adj_y=adj_y)


product("plain", real(2, 3, 4), real(2, 4, 2))
product("adj_x", real(2, 4, 3), real(2, 4, 2), adj_x=True)
product("adj_y", real(2, 3, 4), real(2, 2, 4), adj_y=True)
product("adj_both", real(2, 4, 3), real(2, 2, 4), adj_x=True, adj_y=True)
product("shared", real(3, 2, 4), real(4, 2))
product("shared_left", real(2, 4), real(3, 4, 2))
product("broadcast", real(2, 1, 2, 3), real(3, 3, 2), adj_y=False)
product("broadcast_adj", real(2, 1, 3, 2), real(3, 2, 3), adj_x=True, adj_y=True)
product("matrices", real(2, 3), real(3, 2))
product("double", real(2, 2, 3, dtype=np.float64), real(2, 3, 2, dtype=np.float64))
product("empty_stack", tf.zeros([0, 2, 3]), tf.zeros([0, 3, 2]))
product("empty_inner", tf.zeros([2, 2, 0]), tf.zeros([2, 0, 3]))

for equation, shapes in [
    ("ij,jk->ik", [(2, 3), (3, 2)]), ("ij,kj->ik", [(2, 3), (2, 3)]),
    ("bij,bjk->bik", [(2, 2, 3), (2, 3, 2)]), ("bhqd,bhkd->bhqk", [(2, 2, 3, 2), (2, 2, 2, 2)]),
    ("bhqk,bkhd->bqhd", [(2, 2, 3, 2), (2, 2, 2, 2)]), ("ij->ji", [(2, 3)]),
    ("ijk->k", [(2, 3, 2)]), ("ij->", [(2, 3)]), ("i,j->ij", [(3,), (2,)]), ("i,i->", [(3,), (3,)]),
    ("ij,ij->ij", [(2, 3), (2, 3)]), ("ijk,j->ik", [(2, 3, 2), (3,)]), ("ij,k->i", [(2, 3), (2,)]),
    ("ab,bc,cd->ad", [(2, 3), (3, 2), (2, 3)]), ("ba,bc", [(2, 3), (2, 2)]),
    ("...ij,...jk->...ik", [(2, 2, 3), (2, 3, 2)]), ("...ij,jk->...ik", [(2, 2, 3), (3, 2)]),
    ("...i->...", [(2, 2, 3)]), ("ab,cd->dbca", [(2, 3), (2, 2)]),
]:
    golden.case(f"Einsum {equation}", "Einsum", lambda *x: tf.einsum(equation, *x),
                *[real(*shape) for shape in shapes], equation=equation)
golden.case("Einsum double", "Einsum", lambda *x: tf.einsum("ij,jk->ki", *x),
            real(2, 3, dtype=np.float64), real(3, 2, dtype=np.float64), equation="ij,jk->ki")

for n in [1, 2, 3, 4, 5, 7, 8, 12]:
    golden.case(f"FFT_{n}", "FFT", tf.signal.fft, complex_(n))
    golden.case(f"IFFT_{n}", "IFFT", tf.signal.ifft, complex_(n))
golden.case("FFT_stack", "FFT", tf.signal.fft, complex_(2, 3, 4))
golden.case("FFT_empty", "FFT", tf.signal.fft, tf.zeros([0, 4], tf.complex64))
golden.case("FFT2D", "FFT2D", tf.signal.fft2d, complex_(2, 3, 5))
golden.case("IFFT2D", "IFFT2D", tf.signal.ifft2d, complex_(4, 6))
for n in [1, 2, 3, 4, 5, 8, 9]:
    golden.case(f"RFFT_{n}", "RFFT", tf.signal.rfft, real(n))
    golden.case(f"IRFFT_{n}", "IRFFT", lambda x: tf.signal.irfft(x, [n]), complex_(n // 2 + 1),
                fft_length=[n])
for n in [3, 8]:
    golden.case(f"RFFT_to_{n}", "RFFT", lambda x: tf.signal.rfft(x, [n]), real(2, 5), fft_length=[n],
                gradient=False)
golden.case("RFFT_stack", "RFFT", tf.signal.rfft, real(2, 2, 5))
golden.case("IRFFT_stack", "IRFFT", tf.signal.irfft, complex_(2, 4))
golden.case("RFFT2D", "RFFT2D", tf.signal.rfft2d, real(2, 3, 4))
golden.case("RFFT2D_odd", "RFFT2D", tf.signal.rfft2d, real(4, 5))
golden.case("RFFT2D_to", "RFFT2D", lambda x: tf.signal.rfft2d(x, [4, 3]), real(3, 5),
            fft_length=[4, 3], gradient=False)
golden.case("IRFFT2D", "IRFFT2D", tf.signal.irfft2d, complex_(2, 3, 3))
golden.case("IRFFT2D_odd", "IRFFT2D", lambda x: tf.signal.irfft2d(x, [3, 5]), complex_(3, 3),
            fft_length=[3, 5])

product("complex", complex_(2, 2, 3), complex_(3, 2))
product("complex_adj", complex_(2, 3, 2), complex_(2, 2, 3), adj_x=True, adj_y=True)
for transpose_a in [False, True]:
    for transpose_b in [False, True]:
        golden.case(f"MatMul_complex_{transpose_a}_{transpose_b}", "MatMul",
                    lambda x, y, a=transpose_a, b=transpose_b: tf.matmul(
                        x, y, transpose_a=a, transpose_b=b),
                    complex_(*((3, 2) if transpose_a else (2, 3))),
                    complex_(*((4, 3) if transpose_b else (3, 4))), transpose_a=transpose_a,
                    transpose_b=transpose_b)
golden.case("MatMul_stack", "MatMul", lambda x, y: tf.matmul(x, y, transpose_b=True), real(2, 2, 3),
            real(1, 2, 3), transpose_b=True)
golden.case("MatMul_complex_stack", "MatMul", lambda x, y: tf.matmul(x, y, transpose_a=True),
            complex_(2, 3, 1), complex_(2, 3, 2), transpose_a=True)

golden.write()
