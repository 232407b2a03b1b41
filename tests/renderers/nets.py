"""Small networks, good and broken, and their plans."""

from __future__ import annotations

from shapeplan.diagnostic import Diagnostic, Fix
from shapeplan.expand import expand
from shapeplan.infer import Plan, infer
from shapeplan.source import read_text
from shapeplan.spec import validate

HEAD = """
shapeplan: 1
name: net
framework: torch
inputs: {image: {channels: 8, size: [64, 64]}}
"""
UNET = """
shapeplan: 1
name: U-Net
framework: torch
inputs:
  image: {channels: 3, size: [%d, %d]}
defaults:
  conv: {kernel_size: 3, padding: %d}
blocks:
  double_conv:
    params: {channels: required}
    layers: [{conv: $channels}, relu, {conv: $channels}, relu]
stacks:
  encoder:
    - for: {level: [1, 2, 3], width: [8, 16, 32]}
      layers:
        - double_conv: $width
          id: enc$level
        - max_pool: 2
  bottleneck:
    - double_conv: 64
  decoder:
    - for: {level: [3, 2, 1], width: [32, 16, 8]}
      layers:
        - conv_transpose: {out_channels: $width, kernel_size: 2, stride: 2}
        - concat: {with: enc$level%s}
        - double_conv: $width
  head:
    - conv: {out_channels: 2, kernel_size: 1, padding: 0}
      id: logits
"""
RESIDUAL = """
blocks:
  residual:
    layers:
      - branches:
          main: [{conv: {out_channels: 8, kernel_size: 3, padding: 1}}, batch_norm, relu]
          identity: []
        merge: add
      - relu
"""


def plan_of(text: str) -> Plan:
    source = read_text(text.encode(), "net.yaml")
    spec, wrongs = validate(source.tree)
    assert spec is not None, wrongs
    return infer(expand(spec, source))


def unet(size: int = 64, padding: int = 1, fit: str = "") -> Plan:
    return plan_of(UNET % (size, size, padding, fit))


def broken() -> tuple[Plan, list[Diagnostic]]:
    """At 50 x 50, the pooling of 25 to 12 makes the second concat fail."""
    plan = unet(50)
    finding = Diagnostic(
        "skip-mismatch", "error", "concat: H is 24 here and 25 in enc2", plan["decoder.concat_2"].route, plan.net.source,
        node="decoder.concat_2", axis="H", cause="encoder.max_pool_2", fixes=(Fix("input H = 56"),),
    )  # fmt: skip
    return plan, [finding]
