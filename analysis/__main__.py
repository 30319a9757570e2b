"""python -m analysis report | tables | check | new. Exit status: 0 well, 1 bad input (one line on stderr), 2 bad usage."""

import argparse
import os
import sys
from pathlib import Path

from analysis.errors import ParallaxError
from analysis.words import count_things

STUDY = Path("seeds")
LARGE = 200
"""Articles; the tables of a larger study are Parquet parts, those of a smaller one CSV files."""


def main(arguments: list[str] | None = None) -> int:
    """Run one command; the exit status."""
    options = _read_arguments(arguments)
    for library in ("OPENBLAS", "MKL"):  # our matrices are small: threads only wait for one another, and may round otherwise
        os.environ.setdefault(f"{library}_NUM_THREADS", "1")
    try:
        return options.run(options)
    except ParallaxError as error:
        print(f"parallax: {error}", file=sys.stderr)
        return 1
    except OSError as error:
        where = f"{error.filename}: " if error.filename else ""
        print(f"parallax: {where}{error.strerror or error}; nothing was lost, the last results are kept", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("parallax: interrupted; the last results are kept", file=sys.stderr)
        return 130


def run_report(options: argparse.Namespace) -> int:
    """Tables, every notebook, figures and the written report."""
    from analysis.run import make_report

    for path in make_report(options.study, options.out, formats=tuple(options.formats.split(","))):
        print(path)
    return 0


def run_tables(options: argparse.Namespace) -> int:
    """Annotation and measure tables only; of a large study, or with a choice of workers or scorer, as Parquet parts that can be resumed."""
    from analysis.corpus import list_rows
    from analysis.run import make_tables
    from analysis.scale.runner import make_parts

    if options.workers > 1 or options.scheduler or options.scorer or len(list_rows(options.study)[0]) > LARGE:
        print(make_parts(options.study, options.out, workers=options.workers, scheduler=options.scheduler, scorer=options.scorer))
    else:
        print(make_tables(options.study, options.out))
    return 0


def run_check(options: argparse.Namespace) -> int:
    """Every problem of a study folder at once, one a line; 1 if there is any."""
    from analysis.corpus import examine_study

    study, problems = examine_study(options.study)
    for problem in problems:
        print(f"parallax: {problem}", file=sys.stderr)
    if study is None:
        return 1
    print(f"{options.study}: sound; {count_things(len(study.articles), 'article')}, {count_things(len(study.actors), 'actor')}")
    return 0


def run_new(options: argparse.Namespace) -> int:
    """Write articles.csv and actors.toml for a folder of texts, filled as far as they allow; nothing is overwritten."""
    from analysis.scaffold import scaffold_study

    for line in scaffold_study(options.folder):
        print(line)
    return 0


def _read_arguments(arguments: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m analysis", description="Compare how several articles report the same event.")
    commands = parser.add_subparsers(dest="command", required=True, metavar="report | tables | check | new")
    for name, run, summary in (
        ("report", run_report, "tables, notebooks, figures and the written report"),
        ("tables", run_tables, "annotation and measure tables only"),
        ("check", run_check, "is this study folder sound? every problem at once"),
    ):
        command = commands.add_parser(name, help=summary, description=run.__doc__)
        command.set_defaults(run=run)
        command.add_argument("--study", type=Path, default=STUDY, metavar="DIR", help="the study folder (default: seeds)")
        if name != "check":
            command.add_argument("--out", type=Path, metavar="DIR", help="where results go (default: figures/, or DIR/figures)")
        if name == "tables":
            command.add_argument("--workers", type=_positive, default=1, metavar="N", help="processes at once (default: 1)")
            command.add_argument("--scheduler", default="", metavar="ADDRESS", help="of a running Dask scheduler, instead of own workers")
            command.add_argument("--scorer", default="", metavar="NAME", help="of stance: transparent, fast or accurate (default: fast)")
        if name == "report":
            command.add_argument("--formats", default="html,docx,pdf", help="of the report, separated by commas (default: all three)")
    new = commands.add_parser("new", help="scaffold articles.csv and actors.toml for a folder of texts", description=run_new.__doc__)
    new.set_defaults(run=run_new)
    new.add_argument("folder", type=Path, metavar="DIR", help="a folder of .txt, .md, .html or .docx files")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return number


if __name__ == "__main__":
    sys.exit(main())
