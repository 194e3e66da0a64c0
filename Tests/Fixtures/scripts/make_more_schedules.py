"""Makes more_schedules.json: learning rate schedules at many steps, in float32.

Run: pip install tensorflow-cpu safetensors && python make_more_schedules.py

All are Keras's but two that are written down here in float64: OneCycle, which is PyTorch's OneCycleLR with
cosine annealing, as torch/optim/lr_scheduler.py has it, and CosLog, RealMLP's coslog4, as
pytabkit/models/training/scheduling.py has it.
"""

import math

from fixture import tensor, write

import keras
import numpy as np

# Around all boundaries below, and far behind them.
STEPS = [0, 1, 2, 3, 4, 5, 7, 9, 10, 11, 19, 20, 21, 25, 29, 30, 31, 49, 50, 51, 69, 70, 71, 89, 90,
         91, 99, 100, 101, 149, 150, 151, 199, 200, 201, 310, 999, 1000, 1001, 12345]


def case(name, kind, **arguments):
    own = {"OneCycle": one_cycle, "CosLog": cos_log}.get(kind)
    if own:
        rates = [own(step, **arguments) for step in STEPS]
    else:
        schedule = getattr(keras.optimizers.schedules, kind)(**arguments)
        rates = [float(schedule(step)) for step in STEPS]
    return {"name": name, "kind": kind, "arguments": arguments, "steps": STEPS,
            "rates": tensor(np.array(rates, "float32"))}


def one_cycle(step, max_learning_rate, total_steps, pct_start=0.3, div_factor=25.0,
              final_div_factor=1e4):
    def anneal(start, end, part):
        return end + (start - end) / 2.0 * (1 + math.cos(math.pi * part))

    first = max_learning_rate / div_factor
    top, last = float(pct_start * total_steps) - 1, total_steps - 1
    step = min(step, last)
    if step <= top:
        return anneal(first, max_learning_rate, step / top)
    return anneal(max_learning_rate, first / final_div_factor, (step - top) / (last - top))


def cos_log(step, max_learning_rate, total_steps, cycles=4):
    t = min(step, total_steps) / total_steps
    return max_learning_rate * 0.5 * (
        1 - math.cos(2 * math.pi * math.log2(1 + t * (2 ** cycles - 1))))


def cases():
    yield case("inverse_time_decay", "InverseTimeDecay", initial_learning_rate=0.1,
               decay_steps=10, decay_rate=0.5)
    yield case("inverse_time_decay_staircase", "InverseTimeDecay", initial_learning_rate=0.3,
               decay_steps=30, decay_rate=2.0, staircase=True)

    yield case("polynomial_decay", "PolynomialDecay", initial_learning_rate=0.1, decay_steps=100)
    yield case("polynomial_decay_power", "PolynomialDecay", initial_learning_rate=0.1,
               decay_steps=70, end_learning_rate=0.01, power=0.5)
    yield case("polynomial_decay_cycle", "PolynomialDecay", initial_learning_rate=0.1,
               decay_steps=10, end_learning_rate=0.01, power=2.0, cycle=True)
    yield case("polynomial_decay_upwards", "PolynomialDecay", initial_learning_rate=0.01,
               decay_steps=50, end_learning_rate=0.2)

    yield case("cosine_decay", "CosineDecay", initial_learning_rate=0.1, decay_steps=100)
    yield case("cosine_decay_alpha", "CosineDecay", initial_learning_rate=0.1, decay_steps=150,
               alpha=0.25)
    yield case("cosine_decay_warmup", "CosineDecay", initial_learning_rate=0.0, decay_steps=90,
               warmup_target=0.2, warmup_steps=10)
    yield case("cosine_decay_warmup_alpha", "CosineDecay", initial_learning_rate=0.05,
               decay_steps=100, alpha=0.1, warmup_target=0.1, warmup_steps=50)
    yield case("cosine_decay_warmup_of_none", "CosineDecay", initial_learning_rate=0.05,
               decay_steps=70, warmup_target=0.1, warmup_steps=0)

    yield case("cosine_decay_restarts", "CosineDecayRestarts", initial_learning_rate=0.1,
               first_decay_steps=10)
    yield case("cosine_decay_restarts_equal", "CosineDecayRestarts", initial_learning_rate=0.1,
               first_decay_steps=50, t_mul=1.0, m_mul=0.9)
    yield case("cosine_decay_restarts_alpha", "CosineDecayRestarts", initial_learning_rate=0.1,
               first_decay_steps=30, t_mul=1.5, m_mul=0.5, alpha=0.1)

    yield case("piecewise_constant_decay", "PiecewiseConstantDecay", boundaries=[10, 100, 1000],
               values=[0.1, 0.03, 0.01, 0.001])
    yield case("piecewise_constant_decay_of_two", "PiecewiseConstantDecay", boundaries=[50],
               values=[0.5, 0.7])

    yield case("one_cycle", "OneCycle", max_learning_rate=0.1, total_steps=100)
    yield case("one_cycle_factors", "OneCycle", max_learning_rate=0.5, total_steps=1001,
               pct_start=0.2, div_factor=10.0, final_div_factor=100.0)
    yield case("one_cycle_short", "OneCycle", max_learning_rate=0.5, total_steps=2)

    yield case("cos_log", "CosLog", max_learning_rate=0.1, total_steps=100)
    yield case("cos_log_twice", "CosLog", max_learning_rate=0.04, total_steps=1001, cycles=2)
    yield case("cos_log_once", "CosLog", max_learning_rate=0.5, total_steps=7, cycles=1)


if __name__ == "__main__":
    write("more_schedules.json", __file__, list(cases()), dtype="float32")
