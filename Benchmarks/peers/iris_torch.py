#!/usr/bin/env python3
"""Iris as one writes it in PyTorch: read the file, train for 100 epochs, save the weights."""

import sys

import torch
from torch import nn

from common import DATA, LEARNING_RATE, read_iris

inputs, labels = map(torch.from_numpy, read_iris(DATA / "iris.csv"))
labels = labels.long()
torch.set_num_threads(1)  # faster for so small a model
torch.manual_seed(0)
model = nn.Sequential(nn.Linear(4, 16), nn.ReLU(), nn.Linear(16, 3))
optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE, fused=True)
loss_function = nn.CrossEntropyLoss()
for _ in range(100):
    for rows in torch.randperm(len(inputs)).split(16):
        loss = loss_function(model(inputs[rows]), labels[rows])
        optimizer.zero_grad(set_to_none=True)
        loss.backward()
        optimizer.step()
torch.save(model.state_dict(), sys.argv[1] + ".pt")
