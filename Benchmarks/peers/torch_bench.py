#!/usr/bin/env python3
"""The workloads in PyTorch. Variants: eager, channels_last, compile, compile_channels_last, and
single_thread: eager on one core, for models that are too small for more.

Data stay bytes in memory, in the memory format of the variant; a batch is gathered by index and
scaled. Adam is the fused one.
"""

import torch
import torch._inductor.config
from torch import nn

from common import LEARNING_RATE, PREDICTION_BATCH, Benchmark

VARIANTS = ["eager", "channels_last", "compile", "compile_channels_last", "single_thread"]


def convolution(inputs, outputs, padding="valid"):
    return [nn.Conv2d(inputs, outputs, 3, padding=padding), nn.ReLU()]


def build(model):
    """A model that ends in logits."""
    if model == "mlp":
        return nn.Sequential(
            nn.Flatten(),
            *[nn.Linear(784, 512), nn.ReLU(), nn.Dropout(0.2)],
            *[nn.Linear(512, 512), nn.ReLU(), nn.Dropout(0.2)],
            nn.Linear(512, 10),
        )
    if model == "cnn":
        return nn.Sequential(
            *[*convolution(1, 32), nn.MaxPool2d(2)],
            *[*convolution(32, 64), nn.MaxPool2d(2)],
            *[nn.Flatten(), nn.Dropout(0.5), nn.Linear(1600, 10)],
        )
    if model == "cifar":
        return nn.Sequential(
            *[*convolution(3, 32, "same"), *convolution(32, 32), nn.MaxPool2d(2)],
            nn.Dropout(0.25),
            *[*convolution(32, 64, "same"), *convolution(64, 64), nn.MaxPool2d(2)],
            nn.Dropout(0.25),
            *[nn.Flatten(), nn.Linear(2304, 512), nn.ReLU(), nn.Dropout(0.5)],
            nn.Linear(512, 10),
        )
    return nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))


def main():
    bench = Benchmark("torch", VARIANTS)
    torch.manual_seed(0)
    if bench.variant == "single_thread":
        torch.set_num_threads(1)
    batch = bench.workload.batch
    inputs = torch.tensor(bench.inputs)
    labels = torch.tensor(bench.labels, dtype=torch.int64)
    model = build(bench.workload.model)
    is_image = inputs.dtype == torch.uint8
    if is_image:
        inputs = inputs.permute(0, 3, 1, 2).contiguous()
        if bench.variant.endswith("channels_last"):
            inputs = inputs.contiguous(memory_format=torch.channels_last)
            model = model.to(memory_format=torch.channels_last)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)
    loss_function = nn.CrossEntropyLoss()

    def scaled(x):
        return x.float().div_(255) if is_image else x

    def loss_of(x, y):
        return loss_function(model(scaled(x)), y)

    def probabilities_of(x):
        return torch.softmax(model(scaled(x)), dim=1)

    if bench.variant.startswith("compile"):
        loss_of = torch.compile(loss_of)
        # Weights as constants, laid out for the processor when the model is compiled.
        torch._inductor.config.freezing = True
        probabilities_of = torch.compile(probabilities_of)

    def run_epoch():
        order = torch.randperm(bench.count)
        total = torch.zeros(())
        for rows in order.split(batch):
            loss = loss_of(inputs[rows], labels[rows])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            total += loss.detach()
        return total.item() / (bench.count // batch)

    @torch.inference_mode()
    def predict():
        return torch.cat([probabilities_of(x) for x in inputs.split(PREDICTION_BATCH)]).numpy()

    model.train()
    bench.train(run_epoch)
    model.eval()
    bench.predict(predict)


if __name__ == "__main__":
    main()
