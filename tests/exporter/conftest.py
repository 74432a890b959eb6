"""Settings for all tests that run models."""

import torch

# On tensors this small, threads only wait for each other.
torch.set_num_threads(1)
