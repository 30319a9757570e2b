"""What the shipped accurate model says of every lesson, for the fast one: teach.py NEWSMTSC OUT.jsonl"""

import json
import sys
from pathlib import Path

from lessons import list_lessons
from rows import read_rows, split_own

from analysis.annotate.encoder import encode_target, read_tokens

KEPT = ("sentence", "from", "to", "others", "names", "polarity", "frames")


def main(news: Path, out: Path) -> None:
    lessons = list_lessons(read_rows(news / "train.jsonl"), split_own()[0])
    rows = [encode_target("accurate", each["sentence"], (each["from"], each["to"]), (), each["others"]) for each in lessons]
    with out.open("w", encoding="utf-8") as file:
        for lesson, said in zip(lessons, read_tokens(rows).stance.tolist(), strict=True):
            keep = {key: value for key, value in lesson.items() if key in KEPT}
            file.write(json.dumps(keep | {"said": said}, ensure_ascii=False) + "\n")


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:3]))
