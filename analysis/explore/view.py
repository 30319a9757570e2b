"""What a notebook cell shows: widgets in JupyterLab, and a still picture of the same where no widgets run."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

KEEP_KEYS = """document.addEventListener('focusin', event => {
  if (event.target.closest('.jupyter-widgets')) event.target.setAttribute('data-lm-suppress-shortcuts', 'true'); });"""
"""Without it JupyterLab takes the arrow keys and letters typed in a drop-down list for its own commands on cells."""


@dataclass(frozen=True)
class View:
    """Widgets under their names, laid out in ``box``; ``still`` writes what they show now as HTML."""

    box: Any = field(repr=False)
    controls: Mapping[str, Any] = field(repr=False)
    still: Callable[[], str] = field(repr=False)

    def _ipython_display_(self) -> None:
        from IPython.display import Javascript, display

        display(self.bundle(), raw=True)
        display(Javascript(KEEP_KEYS))

    def bundle(self) -> dict[str, Any]:
        """The widgets and the still picture at once: JupyterLab takes the first, a page made from the notebook the second."""
        live = self.box._repr_mimebundle_() or {}
        return live | {"text/plain": "widgets (run the cell in JupyterLab to turn the knobs)", "text/html": self.still()}


def choose(label: str, options, value=None, **layout):
    """A labelled drop-down list of (label, value) pairs."""
    import ipywidgets

    options = list(options)
    chosen = value if value is not None else (options[0][1] if options else None)
    style = {"description_width": "initial"}
    return ipywidgets.Dropdown(description=label, options=options, value=chosen, style=style, layout=ipywidgets.Layout(**layout))


def keep_value(control, options: list[tuple[str, str]]) -> None:
    """Give a drop-down list other options: what was chosen stays chosen if it is still there, else the first is."""
    before, values = control.value, [value for _, value in options]
    if tuple(options) != tuple(control.options):
        control.options = options
        control.value = before if before in values else next(iter(values), None)


def redraw_on_change(draw: Callable[[str], None], **controls) -> None:
    """Call ``draw`` now, and with a control's name whenever its value changes.

    What ``draw`` itself changes does not call it again, so that one turn of a knob draws once.
    """
    busy: list[str] = []

    def run(name: str) -> None:
        if not busy:
            busy.append(name)
            try:
                draw(name)
            finally:
                busy.clear()

    for name, control in controls.items():
        control.observe(lambda change, name=name: run(name), names="value")
    run("")
