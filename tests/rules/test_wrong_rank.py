"""wrong-rank: layers that are made for other axes than arrive."""

from tests.rules.nets import fixed, line, said


def test_a_linear_layer_behind_a_map_is_mended() -> None:
    assert said(line(["flatten", "linear: 10"]), "wrong-rank") == []
    found = said(line(["flatten", "conv: {out_channels: 4, kernel_size: 1}"]), "wrong-rank")
    assert [d.severity for d in found] == ["error"]
    for each in found:
        assert all(said(fixed(each, i), "wrong-rank") == [] for i in range(len(each.fixes)))
