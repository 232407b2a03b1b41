"""channel-mismatch: channels that do not fit, and the layer that they come from."""

from shapeplan import api
from tests.rules.nets import fixed, fork, line, said


def test_a_join_of_unequal_channels() -> None:
    spec = line([fork("{conv: {out_channels: 8, kernel_size: 1}}", "")])
    (found,) = said(spec, "channel-mismatch")
    assert (found.severity, found.node, found.axis) == ("error", "net.add", "C")
    assert any(not [d for d in api.check(fixed(found, i)) if d.severity == "error"] for i in range(len(found.fixes)))


def test_channels_that_are_stated_and_do_not_arrive() -> None:
    spec = line(["conv: {in_channels: 3, out_channels: 8, kernel_size: 1}"])
    (found,) = said(spec, "channel-mismatch")
    assert "in_channels is 3, and 4 channels arrive" in found.message
    assert said(fixed(found), "channel-mismatch") == []


def test_concat_adds_channels_up() -> None:
    assert said(line([fork("{conv: {out_channels: 8, kernel_size: 1}}", "", merge="concat")]), "channel-mismatch") == []
