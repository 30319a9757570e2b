"""Large studies: parts, resumption, several workers, two runs at once, damage and full disks, all to the same bytes."""

import json
import os
import resource
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from analysis.__main__ import main
from analysis.corpus import Study, load_study
from analysis.files import lock_folder
from analysis.pipeline import build_tables
from analysis.scale import plan, runner
from analysis.scale.parts import list_parts, read_parts
from analysis.scale.plan import plan_batches
from analysis.scale.runner import make_parts

ROOT = Path(__file__).parent.parent
PLACES = ("Vell", "Arden", "Lomia", "Tresk", "Osby", "Quill", "Marn", "Dorne")


def write_study(folder, count=8, a_day=2):
    """``count`` short invented articles, ``a_day`` of them on each event."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = ["article,file,event"]
    for number in range(count):
        place = PLACES[number % len(PLACES)]
        text = (
            f"Dockers end strike in Port {place}\n\nDockers in Port {place} returned to work on Monday after {number + 3} days out.\n\n"
            f"“We did not win everything,” said Ana Ribeiro of the union. The Harbour Authority claimed a loss of {number} million.\n"
        )
        (folder / f"{number:05d}.txt").write_text(text, encoding="utf-8")
        rows.append(f"n{number:05d},{number:05d}.txt,day {number // a_day}")
    (folder / "articles.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    (folder / "actors.toml").write_text('[[actor]]\nid = "HA"\nname = "Harbour Authority"\n', encoding="utf-8")
    return folder


def read_bytes(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A study of eight articles and its tables in four parts, made in one go by one process."""
    folder = write_study(tmp_path_factory.mktemp("study"))
    return folder, read_bytes(make_parts(folder, folder / "out", size=2))


def test_parts_hold_what_the_tables_of_each_event_hold(undisturbed):
    folder, _ = undisturbed
    study = load_study(folder)
    found = read_parts(folder / "out" / "tables", "mentions")
    alone = [build_tables(Study(folder, study.articles[k : k + 2], study.actors))["mentions"] for k in range(0, 8, 2)]
    pd.testing.assert_frame_equal(found, pd.concat(alone, ignore_index=True), check_dtype=False)
    assert len(found) == 8
    assert len(list_parts(folder / "out" / "tables", "mentions")) == 4


def test_events_stay_together_and_one_too_large_is_not_compared(tmp_path, monkeypatch):
    folder = write_study(tmp_path, count=9, a_day=3)
    assert [len(batch.rows) for batch in plan_batches(folder, size=4)] == [6, 3]
    monkeypatch.setattr(plan, "LARGEST_EVENT", 2)
    batches = plan_batches(folder, size=2)
    assert [(len(batch.rows), batch.compared) for batch in batches] == [(2, False), (1, False)] * 3


def test_an_event_too_large_has_no_shares_of_shared_text(tmp_path, monkeypatch):
    monkeypatch.setattr(plan, "LARGEST_EVENT", 2)
    tables = make_parts(write_study(tmp_path, count=3, a_day=3), tmp_path / "out")
    assert not read_parts(tables, "findings").measure.str.startswith("lineage").any()
    assert read_parts(tables, "articles").independent_share.isna().all()


def test_copies_across_events_are_those_of_a_small_study(undisturbed):
    """The invented articles are all made from one text: every two of different events share most of it."""
    folder, _ = undisturbed
    study = load_study(folder)
    whole = build_tables(study)["copies"]
    pd.testing.assert_frame_equal(read_parts(folder / "out" / "tables", "copies"), whole, check_dtype=False)
    events = {article.article: article.event for article in study.articles}
    assert {(row.article_a, row.article_b) for row in whole.itertuples()} == {
        (a, b) for a in events for b in events if a < b and events[a] != events[b]
    }


def test_a_large_study_says_what_its_articles_share_with_other_events(undisturbed):
    folder, _ = undisturbed
    findings = build_tables(load_study(folder))["findings"]
    expected = findings[findings.measure == "lineage.across_events"].reset_index(drop=True)
    found = read_parts(folder / "out" / "tables", "findings").query("measure == 'lineage.across_events'").reset_index(drop=True)
    pd.testing.assert_frame_equal(found, expected, check_dtype=False)
    assert (found.value > 0.3).all()


def test_a_large_study_of_one_event_shares_nothing_with_others(tmp_path):
    tables = make_parts(write_study(tmp_path, count=2), tmp_path / "out")
    assert not (read_parts(tables, "findings").measure == "lineage.across_events").any()


def test_an_event_too_large_to_be_compared_has_its_copies(tmp_path, monkeypatch):
    monkeypatch.setattr("analysis.scale.plan.LARGEST_EVENT", 1)
    folder = write_study(tmp_path / "study", count=2)
    for number in range(2):
        path = folder / f"{number:05d}.txt"
        sentence = "The port was built by engineers after a flood had carried the old wooden quay out to sea in one night."
        path.write_text(path.read_text(encoding="utf-8") + f"\n{sentence}\n", encoding="utf-8")
    copies = read_parts(make_parts(folder, folder / "out"), "copies")
    assert copies.text_a.iloc[-1] == copies.text_b.iloc[-1] == sentence[:-1]
    assert copies.relation.iloc[-1] == "verbatim"


def test_a_run_that_stopped_goes_on_where_it_was(undisturbed, tmp_path, monkeypatch):
    folder, expected = undisturbed
    make_batch, made = runner.make_batch, []

    def stop_at_the_third(study, tables, batch):
        if len(made) == 2:
            raise KeyboardInterrupt
        made.append(batch.name)
        return make_batch(study, tables, batch)

    monkeypatch.setattr(runner, "make_batch", stop_at_the_third)
    with pytest.raises(KeyboardInterrupt):
        make_parts(folder, tmp_path, size=2)
    assert not (tmp_path / "tables" / runner.SUMMARY).exists()
    made.clear()
    monkeypatch.setattr(runner, "make_batch", lambda *args: made.append(args[2].name) or make_batch(*args))
    assert read_bytes(make_parts(folder, tmp_path, size=2)) == expected
    assert made == ["part-00002", "part-00003"]


def test_a_run_killed_at_any_moment_leaves_nothing_half_written(undisturbed, tmp_path):
    folder, expected = undisturbed
    run = subprocess.Popen([sys.executable, "-c", make_in_pairs(folder, tmp_path)], cwd=ROOT, stderr=subprocess.DEVNULL)
    first = tmp_path / "tables" / "parts" / "done" / "part-00000.json"
    wait_for(first.exists)
    run.send_signal(signal.SIGKILL)
    run.wait()
    assert all(name.endswith(".tmp") or expected[name] == data for name, data in read_bytes(tmp_path / "tables").items())
    assert read_bytes(make_parts(folder, tmp_path, size=2)) == expected


@pytest.mark.parametrize("harm", [b"", b"PAR1 not a table"])
def test_a_damaged_part_is_made_again(undisturbed, tmp_path, harm):
    folder, expected = undisturbed
    part = make_parts(folder, tmp_path, size=2) / "parts" / "quotes" / "part-00001.parquet"
    part.write_bytes(harm)
    assert read_bytes(make_parts(folder, tmp_path, size=2)) == expected


def test_a_changed_text_remakes_its_own_batch_only(tmp_path, monkeypatch):
    folder = write_study(tmp_path / "study", count=4)
    make_parts(folder, tmp_path, size=2)
    (folder / "00003.txt").write_text("Dockers in Port Vell are out again and nobody knows for how long.\n")
    made, make_batch = [], runner.make_batch
    monkeypatch.setattr(runner, "make_batch", lambda *args: made.append(args[2].name) or make_batch(*args))
    make_parts(folder, tmp_path, size=2)
    assert made == ["part-00001"]


def test_the_scorer_is_chosen_and_a_wrong_name_is_one_line(tmp_path, capsys):
    folder = write_study(tmp_path / "study", count=2)
    command = ["tables", "--study", str(folder), "--out", str(tmp_path), "--scorer"]
    assert main([*command, "vader"]) == 0
    assert set(read_parts(tmp_path / "tables", "stance").scorer) == {"vader"}
    assert main([*command, "guess"]) == 1
    assert "there is no scorer 'guess' here; choose from" in capsys.readouterr().err


def test_a_smaller_study_leaves_no_part_of_the_larger_one(tmp_path):
    folder = write_study(tmp_path / "study", count=4)
    make_parts(folder, tmp_path, size=2)
    write_study(folder, count=2)
    assert [path.stem for path in list_parts(make_parts(folder, tmp_path, size=2), "sentences")] == ["part-00000"]


def test_two_runs_at_once_on_one_output_are_refused(undisturbed, tmp_path, capsys):
    folder, _ = undisturbed
    with lock_folder(tmp_path):
        for command in (["tables"], ["tables", "--workers", "2"], ["report"]):
            assert main([*command, "--study", str(folder), "--out", str(tmp_path)]) == 1
            assert "another run is writing here" in capsys.readouterr().err
    with lock_folder(tmp_path):
        pass
    assert not list(tmp_path.glob(".*"))


def test_one_bad_article_among_many_is_named_before_any_work(tmp_path, capsys):
    folder = write_study(tmp_path / "study")
    (folder / "00005.txt").write_bytes(b"\xff\xfe\x00")
    assert main(["tables", "--study", str(folder), "--out", str(tmp_path / "out"), "--workers", "2"]) == 1
    assert "00005.txt, line 1: not UTF-8" in capsys.readouterr().err
    assert not (tmp_path / "out" / "tables").exists()


@pytest.mark.skipif(not hasattr(resource, "RLIMIT_FSIZE"), reason="this system has no limit on file sizes")
def test_a_full_disk_is_one_line_and_leaves_no_half_file(undisturbed, tmp_path):
    folder, _ = undisturbed
    code = f"""
import resource, signal, sys
import analysis.scale.runner
from analysis.__main__ import main
analysis.scale.runner.BATCH = 2
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (2500, 2500))
import analysis.__main__ as command
command.LARGE = 1
sys.exit(main(["tables", "--study", {str(folder)!r}, "--out", {str(tmp_path)!r}]))
"""
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    lines = [line for line in done.stderr.splitlines() if "batches" not in line]
    assert done.returncode == 1
    assert len(lines) == 1
    assert "the last results are kept" in lines[0]
    assert not [path for path in tmp_path.rglob("*") if path.suffix == ".tmp"]


def test_workers_give_the_same_bytes_even_when_one_is_killed(undisturbed, tmp_path):
    distributed = pytest.importorskip("distributed")
    folder, expected = undisturbed
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50) as cluster:
        process = [nanny.pid for nanny in cluster.workers.values()]
        run = subprocess.Popen([sys.executable, "-c", make_in_pairs(folder, tmp_path, cluster.scheduler_address)], cwd=ROOT)
        wait_for((tmp_path / "tables" / "parts").exists)
        os.kill(process[0], signal.SIGKILL)
        assert run.wait(timeout=300) == 0
    assert read_bytes(tmp_path / "tables") == expected


def make_in_pairs(folder, out, address=""):
    return (
        "from pathlib import Path; from analysis.scale.runner import make_parts; "
        f"make_parts(Path({str(folder)!r}), Path({str(out)!r}), size=2, scheduler={address!r})"
    )


def test_a_scheduler_that_does_not_answer_is_one_line(undisturbed, tmp_path, monkeypatch, capsys):
    pytest.importorskip("distributed")
    folder, _ = undisturbed
    monkeypatch.setattr(runner, "SECONDS_TO_CONNECT", 0.2)
    assert main(["tables", "--study", str(folder), "--out", str(tmp_path), "--scheduler", "tcp://127.0.0.1:9"]) == 1
    assert "no Dask scheduler answers at 'tcp://127.0.0.1:9'" in capsys.readouterr().err


def test_the_summary_counts_rows(undisturbed):
    summary = json.loads(undisturbed[1]["parts.json"])
    assert (summary["articles"], summary["rows"]["articles"]) == (8, 8)


def test_a_study_that_outgrew_csv_keeps_none_of_it(tmp_path):
    folder = write_study(tmp_path / "study", count=2)
    assert main(["tables", "--study", str(folder), "--out", str(tmp_path)]) == 0
    make_parts(folder, tmp_path)
    assert not list((tmp_path / "tables").glob("*.csv"))


def wait_for(there, seconds=300):
    until = time.monotonic() + seconds
    while not there():
        assert time.monotonic() < until
        time.sleep(0.05)
