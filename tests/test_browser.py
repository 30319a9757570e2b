"""A real JupyterLab on the loopback interface, driven in Chromium: knobs turn, figures change, hostile text stays text."""

import importlib.util
import json
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pytest
from conftest import ROOT

pytestmark = pytest.mark.browser

CHROMIUM = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
NOTEBOOK = ROOT / "notebooks" / "08-explore.ipynb"
SETTINGS = {
    "notebook-extension/tracker": {"windowingMode": "none"},  # else cells off the screen are not in the page
    "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False, "doNotDisturbMode": True},
}
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ALL_RAN = """() => { const prompts = [...document.querySelectorAll('.jp-CodeCell .jp-InputArea-prompt')].map(e => e.textContent.trim());
  return prompts.length && prompts.every(text => /^\\[\\d+\\]:$/.test(text)) }"""
PATIENCE = 120_000
SERVER_SECONDS = 150
SLOWEST_REDRAW = 10
"""Seconds on a busy machine, through server and browser; test_explore.py measures the redraw itself."""


@pytest.fixture(scope="module")
def workplace(tmp_path_factory, harbour, hostile):
    """Two studies with finished tables, and for each a copy of the notebook with its one line changed."""
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine (Debian: apt-get install chromium, or set CHROMIUM)")
    for package in ("playwright", "jupyterlab"):
        if importlib.util.find_spec(package) is None:
            pytest.skip(f"{package} is not installed (pip install -r requirements.txt)")
    home = tmp_path_factory.mktemp("lab")
    root = home / "work"
    for study, results in (("harbour", harbour), ("hostile", hostile)):
        shutil.copytree(results.study.folder, root / study)
        shutil.copytree(results.folder / "tables", root / study / "figures" / "tables")
        text = NOTEBOOK.read_text(encoding="utf-8")
        assert text.count("../seeds") == 1
        (root / f"{study}.ipynb").write_text(text.replace("../seeds", study), encoding="utf-8")
    return home


@pytest.fixture(scope="module")
def lab(workplace):
    """The address of a JupyterLab of its own: nothing of the user's settings, workspaces or kernels."""
    for name, value in SETTINGS.items():
        path = workplace / "set" / "@jupyterlab" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True)
        path.write_text(json.dumps(value))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    token = secrets.token_hex(16)
    command = [
        sys.executable, "-m", "jupyterlab", "--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
        "--ServerApp.port_retries=0", f"--IdentityProvider.token={token}", f"--ServerApp.root_dir={workplace / 'work'}",
        "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate", "--LabApp.news_url=", "--LabApp.extension_manager=readonly",
        "--LabApp.expose_app_in_browser=True",
        "--MappingKernelManager.cull_idle_timeout=300",  # should the tests be killed, nothing is left running
        "--MappingKernelManager.cull_connected=True",
        "--ServerApp.shutdown_no_activity_timeout=300",
    ]  # fmt: skip
    folders = {"CONFIG_DIR": "cfg", "DATA_DIR": "data", "RUNTIME_DIR": "run"}
    environment = os.environ | {f"JUPYTER_{name}": str(workplace / folder) for name, folder in folders.items()}
    environment |= {"JUPYTERLAB_SETTINGS_DIR": str(workplace / "set"), "JUPYTERLAB_WORKSPACES_DIR": str(workplace / "ws"),
                    "IPYTHONDIR": str(workplace / "ipy"), "PYTHONPATH": str(ROOT)}  # fmt: skip
    environment.pop("PARALLAX_STUDY", None)
    with (workplace / "server.log").open("w") as log:
        server = subprocess.Popen(command, env=environment, stdout=log, stderr=subprocess.STDOUT)
    try:
        wait_for_server(server, f"http://127.0.0.1:{port}/api?token={token}", workplace / "server.log")
        yield f"http://127.0.0.1:{port}", token
    finally:
        server.terminate()
        try:
            server.wait(15)
        except subprocess.TimeoutExpired:
            server.kill()


def wait_for_server(server, address, log):
    until = time.monotonic() + SERVER_SECONDS
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=2)
            return
        except OSError:
            assert server.poll() is None, log.read_text()[-2000:]
            time.sleep(0.25)
    raise AssertionError(f"JupyterLab did not answer in {SERVER_SECONDS} s: {log.read_text()[-2000:]}")


@pytest.fixture(scope="module")
def browser(workplace):
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, headless=True, args=FLAGS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="module")
def open_notebook(lab, browser):
    """A function: study → the page of its notebook with all cells run. ``page.outside`` lists requests that left the machine."""
    address, token = lab

    def run(study):
        page = browser.new_page(viewport={"width": 1280, "height": 1400})
        page.set_default_timeout(PATIENCE)
        page.outside = []
        page.on("request", lambda request: page.outside.append(request.url) if is_outside(request.url, address) else None)
        page.goto(f"{address}/lab/tree/{study}.ipynb?token={token}&reset")
        page.locator(".jp-Notebook .jp-Cell").first.wait_for()
        page.locator("#jp-main-statusbar").get_by_text(re.compile(r"\| Idle")).wait_for()  # earlier there is no kernel
        page.evaluate("() => { window.jupyterapp.commands.execute('notebook:run-all-cells') }")
        page.locator(".widget-dropdown").first.wait_for()
        page.wait_for_function(ALL_RAN)
        return page

    return run


def is_outside(url, address):
    return url.startswith(("http", "ws")) and not url.split("//", 1)[1].startswith(address.split("//", 1)[1])


@pytest.fixture(scope="module")
def page(open_notebook):
    return open_notebook("harbour")


@pytest.fixture(scope="module")
def hostile_page(open_notebook):
    return open_notebook("hostile")


def chart(page):
    return page.locator(".widget-html .card img").first


def choose_option(page, label, option):
    """Choose in a drop-down list; the chart and the sentences after that."""
    before = chart(page).get_attribute("src")
    page.get_by_label(label, exact=True).first.select_option(label=option)
    page.wait_for_function("s => document.querySelector('.widget-html .card img').src !== s", arg=before)


def sentences_shown(page):
    return page.locator(".widget-html", has=page.locator("h4")).first.inner_text()


def has_errors(page):
    kinds = ("application/vnd.jupyter.stderr", "application/vnd.jupyter.error")
    return [page.locator(f".jp-OutputArea-output[data-mime-type='{kind}']").all_text_contents() for kind in kinds] != [[], []]


def test_all_cells_run_without_error_output(page):
    assert not has_errors(page)


def test_turning_a_knob_changes_chart_and_sentences(page):
    choose_option(page, "Measure", "Emphasis on an actor")
    before = sentences_shown(page)
    choose_option(page, "Of", "Exporters' League")
    assert "Exporters' League" in chart(page).get_attribute("alt")
    page.get_by_label("Sentences of", exact=True).select_option(label="Northern Ledger")
    page.locator(".widget-html h4", has_text="Northern Ledger").wait_for()
    assert sentences_shown(page) != before


def test_a_knob_answers_at_once(page):
    start = time.monotonic()
    choose_option(page, "Of", "Harbour Authority")
    assert time.monotonic() - start < SLOWEST_REDRAW


def test_another_scorer_gives_another_chart(page):
    choose_option(page, "Measure", "Sentiment toward an actor")
    scorers = page.get_by_label("Scorer", exact=True).locator("option").all_text_contents()
    choose_option(page, "Scorer", scorers[-1])
    assert scorers[-1] in chart(page).get_attribute("alt")


def test_another_article_can_be_read(page):
    page.get_by_label("Read", exact=True).select_option(label="Dockside Tribune")
    page.locator(".widget-html .headline", has_text="Authority stalls").wait_for()


def test_words_are_searched(page):
    box = page.get_by_label("Search", exact=True)
    box.fill("picket")
    box.press("Enter")
    page.locator(".kwic .found", has_text="picket").first.wait_for()
    assert set(page.locator(".widget-html .kwic .found").all_text_contents()) == {"picket"}


def test_the_figure_on_screen_is_exported(page, workplace):
    page.get_by_label("Save as", exact=True).fill("from the browser")
    page.get_by_role("button", name="Export figure and data").click()
    page.get_by_text("Saved:").wait_for()
    folder = workplace / "work" / "harbour" / "figures" / "explored"
    assert {"from-the-browser.png", "from-the-browser.csv", "from-the-browser.svg"} <= {path.name for path in folder.iterdir()}


def test_the_knobs_can_be_turned_with_the_keyboard(page):
    measure = page.get_by_label("Measure", exact=True)
    measure.focus()
    before = chart(page).get_attribute("src")
    page.keyboard.press("ArrowDown")
    page.wait_for_function("s => document.querySelector('.widget-html .card img').src !== s", arg=before)
    assert measure.evaluate("element => element === document.activeElement")


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_text_is_readable_in_both_themes(page, theme):
    page.evaluate("theme => window.jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
    name = theme.replace("JupyterLab ", "").lower()
    page.wait_for_function("dark => (document.body.dataset.jpThemeLight === 'false') === dark", arg=name == "dark")
    page.wait_for_timeout(500)  # the style sheet of the theme is loaded after the attribute is set
    if os.environ.get("PARALLAX_SHOTS"):
        take_pictures(page, Path(os.environ["PARALLAX_SHOTS"]), name)
    for selector in (".px", ".px .context", ".px .number", ".px .tag", ".px .legend"):
        assert contrast(page, selector) >= 4.5, selector


def contrast(page, selector):
    """The WCAG contrast of an element's text against the notebook behind it."""
    colours = page.locator(f".widget-html {selector}").first.evaluate("""element => {
        const panel = document.querySelector('.jp-Notebook');
        return [getComputedStyle(element).color, getComputedStyle(panel).backgroundColor] }""")
    light, dark = sorted((luminance(colour) for colour in colours), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour):
    channels = [float(value) / 255 for value in re.findall(r"[\d.]+", colour)[:3]]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def take_pictures(page, folder, name):
    """Screenshots of every view, to be looked at."""
    folder.mkdir(parents=True, exist_ok=True)
    for number, view in enumerate(page.locator(".jp-OutputArea-output > .widget-vbox, .jupyter-widgets-view > .widget-vbox").all()):
        view.screenshot(path=folder / f"{name}-{number}.png")


def test_hostile_text_runs_nothing_and_is_shown_as_text(hostile_page):
    assert not has_errors(hostile_page)
    assert hostile_page.evaluate("() => window.hit") is None
    shown = hostile_page.locator(".jp-Notebook").inner_text()
    for text in ("<script>window.hit = 1</script>", '<img src=x onerror="window.hit = 2">', "[here](javascript:window.hit=4) **bold**",
                 "</span></div></table>", "$4 million and $5 million"):  # fmt: skip
        assert text in shown


def test_hostile_text_makes_no_element_and_no_formula(hostile_page):
    outputs = hostile_page.locator(".jp-OutputArea-output")
    for selector in ("script", "[onerror]", "[onmouseover]", "a[href^='javascript']", "img:not([src^='data:image/png'])", "mjx-container"):
        assert outputs.locator(selector).count() == 0, selector


def test_hostile_text_stays_text_when_every_knob_is_turned(hostile_page):
    for label in ("Measure", "Read", "Left", "In"):
        control = hostile_page.get_by_label(label, exact=True).first
        for option in control.locator("option").all_text_contents():
            control.select_option(label=option)
    box = hostile_page.get_by_label("Search", exact=True)
    box.fill("<img src=x onerror=window.hit=8>")
    box.press("Enter")
    hostile_page.get_by_text("found in").first.wait_for()
    hostile_page.wait_for_timeout(1000)
    assert hostile_page.evaluate("() => window.hit") is None


def test_no_request_leaves_the_machine(page, hostile_page):
    assert page.outside + hostile_page.outside == []
