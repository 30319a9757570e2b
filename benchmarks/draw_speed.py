"""The chart of ``docs/large-studies.md`` from the kept figures: ``python -m benchmarks.draw_speed`` writes ``docs/speed.png``."""

import json
from pathlib import Path

from matplotlib.axes import Axes

from analysis.charts.export import show_chart
from analysis.charts.style import INK, NEUTRAL, POSITIVE, new_figure
from benchmarks.speed import RESULTS

CHART = Path(__file__).parent.parent / "docs" / "speed.png"
ROWS = {
    "complete annotation ÷ bare parse, no stance model": "ours, transparent scorer",
    "complete annotation ÷ bare parse, fast": "ours, fast scorer",
    "complete annotation ÷ bare parse, accurate": "ours, accurate scorer",
}
CHAIN = "textacy + textdescriptives + asent"


def list_ratios(found: dict) -> dict[str, float]:
    """Name → seconds as a multiple of one bare parse of the same texts."""
    ratios = {name: found[key] for key, name in ROWS.items() if key in found}
    if "chain, seconds" in found:
        ratios[CHAIN] = found["chain, seconds"] / found["bare parse, seconds"]
    return ratios


def plot_ratios(ratios: dict[str, float]) -> Axes:
    """Bars from 0, the shortest first; the line at 1 is the bare parse."""
    _, ax = new_figure(height=12 + 8 * len(ratios))
    for row, (name, ratio) in enumerate(sorted(ratios.items(), key=lambda pair: pair[1])):
        ax.barh(row, ratio, height=0.6, color=NEUTRAL if name == CHAIN else POSITIVE)
        ax.text(ratio, row, f" {ratio:.2f}", va="center")
    ax.axvline(1, color=INK, linewidth=0.6)
    ax.set_yticks(range(len(ratios)), sorted(ratios, key=ratios.__getitem__))
    ax.set(ylim=(len(ratios) - 0.4, -0.6), xlabel="times the seconds of one bare spaCy parse of the same texts")
    ax.tick_params(axis="y", length=0)
    return ax


def main() -> None:
    found = json.loads(RESULTS.read_text(encoding="utf-8"))["annotation"]
    title = f"Complete annotation of {found['articles']} news articles beside a bare parse"
    figure = show_chart(
        lambda: plot_ratios(list_ratios(found)), title=title, source="Processor time; machine and versions: benchmarks/results/speed.json"
    )
    figure.savefig(CHART, dpi=150, metadata={"Software": None})
    print(CHART)


if __name__ == "__main__":
    main()
