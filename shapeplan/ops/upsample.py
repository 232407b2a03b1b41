"""Upsampling: the map is resized by a factor or to a size.

    x (C, H, W) -> y (C, H', W')
    H' = floor(H scale_factor), or size   [px of y]

    `size` is one number for all axes, one an axis, or the name of the layer whose sizes are to be met.
    Factors below 1 shrink the map. `aspect` not_larger or not_smaller gives all axes one factor, the
    smallest or the largest of size / H, so that the map keeps its shape within the size or around it.

Fails    neither or both of scale_factor and size; a mode of another rank (linear: 1-D, bilinear and
         bicubic: 2-D, trilinear: 3-D); align_corners with nearest or area; antialias but with
         bilinear or bicubic; recompute_scale_factor with size; an aspect without size, or in torch
Differs  product and floor: torch computes in double precision, ONNX Runtime and MXNet in single
Source   torch.nn.Upsample; torch.nn.functional.interpolate; tf.image.resize

>>> Upsample(scale_factor=2).shape((512, 28, 28)), Upsample(size=[57, 60]).shape((512, 28, 28))
((512, 56, 56), (512, 57, 60))
"""

from __future__ import annotations

from fractions import Fraction
from typing import ClassVar, Literal

from pydantic import Field, model_validator

from shapeplan.axis import Axis
from shapeplan.dialects import Dialect
from shapeplan.fault import Fault
from shapeplan.ops._base import Outcome
from shapeplan.ops._fields import Flag, NaturalOrLayer, RatioPerAxis, exactly_one, spread
from shapeplan.ops._spatial import SpatialOp, shared_knowledge, wanted_sizes
from shapeplan.shape import Shape

Mode = Literal[
    "nearest", "nearest-exact", "linear", "bilinear", "bicubic", "trilinear", "area",
    "cubic", "lanczos3", "lanczos5", "gaussian", "mitchellcubic",
]  # fmt: skip
Aspect = Literal["stretch", "not_larger", "not_smaller"]

POINTS = {
    "linear": 2, "bilinear": 2, "trilinear": 2, "bicubic": 4, "area": None,
    "cubic": 4, "lanczos3": 6, "lanczos5": 10, "gaussian": 4, "mitchellcubic": 4,
}  # an axis; 1 in other modes  # fmt: skip
RANK = {"linear": 1, "bilinear": 2, "bicubic": 2, "trilinear": 3}


class Upsample(SpatialOp):
    """Arguments of an upsampling."""

    family: ClassVar = "upsample"
    main: ClassVar = "scale_factor"
    references: ClassVar[tuple[str, ...]] = ("size",)

    scale_factor: RatioPerAxis | None = Field(None, description="Pixels of the output for each of the input.")
    size: NaturalOrLayer | None = Field(None, description="Sizes of the output, or the layer to take them from.")
    mode: Mode = Field("nearest", description="How values between pixels are found.")
    aspect: Aspect = Field("stretch", description="Whether all axes have one factor, so that their ratio stays.")
    align_corners: Flag | None = Field(None, description="Whether the outer pixels keep their place.")
    antialias: Flag = Field(False, description="Whether shrinking averages over all pixels.")
    recompute_scale_factor: Flag | None = Field(None, description="Whether the factor is taken anew from the sizes.")

    _one_of = model_validator(mode="after")(exactly_one("scale_factor", "size"))

    def minds_sizes(self, dialect: Dialect) -> bool:
        """Whether a size is to be reached."""
        return self.size is not None

    def axes_for(self, inputs: tuple[Shape, ...], dialect: Dialect) -> tuple[Axis, ...]:
        """A ratio or a size an axis."""
        rank = len(inputs[0]) - 1
        self.check(rank)
        dialect.upsampling(self.mode, rank, sized=self.size is not None)
        points = POINTS.get(self.mode, 1)
        if self.scale_factor is not None:
            factors = spread(self.scale_factor, rank, "scale_factor")
            return tuple(dialect.resize(ratio, points) for ratio in factors)
        sizes = wanted_sizes(0 if self.size is None else self.size, inputs, "size")
        if self.aspect != "stretch":
            ratios = [Fraction(1 if m is None else m, n or 1) for m, n in zip(sizes, inputs[0][1:], strict=True)]
            return (dialect.resize_alike(self.aspect, ratios, points),) * rank
        # an unknown size is masked: see SpatialOp.infer
        return tuple(dialect.resize_to(1 if m is None else m, points) for m in sizes)

    def infer(self, inputs: tuple[Shape, ...], dialect: Dialect) -> Outcome:
        """As any; what keeps the aspect needs to know all sizes."""
        if self.aspect != "stretch" and None in shared_knowledge(inputs):
            rank = len(inputs[0]) - 1
            return Outcome((inputs[0][0], *(None,) * rank), (None,) * (rank + 1), (None,) * len(inputs))
        return super().infer(inputs, dialect)

    def beyond_taps(self, i: int, length: int) -> str | None:
        """Where the places of the samples follow from the sizes of the whole map."""
        if self.aspect != "stretch":
            return "resizes by a factor that follows from all axes"
        return "aligns the corners of the whole map" if self.align_corners else None

    def kin(self) -> str:
        """Mode area is an adaptive pooling."""
        return "adaptive_avg_pool" if self.mode == "area" else self.op_name()

    def check(self, rank: int) -> None:
        """Raises Fault where arguments do not go together."""
        wrong = (
            (
                RANK.get(self.mode, rank) != rank,
                "mode",
                f"mode {self.mode} is {RANK.get(self.mode)}-D, and the map {rank}-D",
            ),
            (self.align_corners is not None and self.mode not in RANK, "align_corners", f"mode {self.mode} has none"),
            (self.antialias and self.mode not in {"bilinear", "bicubic"}, "antialias", f"mode {self.mode} has none"),
            (self.aspect != "stretch" and self.size is None, "aspect", "scale_factor keeps it or not"),
            (self.recompute_scale_factor and self.size is not None, "recompute_scale_factor", "size leaves no factor"),
        )
        for is_wrong, field, text in wrong:
            if is_wrong:
                raise Fault("dialect-refuses", text if field == "mode" else f"{field}: {text}", field=field)
