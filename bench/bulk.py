#!/usr/bin/env python3
"""Times the large works on a district of 20,000 projects: lists and open data
taken away, a run of the laboratory, a replay, the duties of another day, a sheet of
10,000 rows brought in while somebody reads, and the check of the log, with the
most memory each program of its own took. Beside each the ratio to an earlier run.

    bench/bulk.py [--projects N] [--rows N] [--data DIR] [--save FILE] [--against FILE]

Works on a copy of the district that `bench/pages.py` made (beside it, removed at
the end). Needs an optimised build."""

import json
import os
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from pages import ROOT, Person, a_project, options, start, text

# Works of one request, with the seconds they may take.
ASKED = [
    ("list of projects, xlsx", "/exports/project", 3),
    ("list of late duties, xlsx", "/exports/duty?state=late", 3),
    ("open data, OC4IDS", "/exports/oc4ids.json", 3),
    ("laboratory, a figure", "/laboratory?key=performance_every&value=3", 30),
    ("laboratory, a clause", "/laboratory?key=&value=&key=&value=&key=&value=&key={clause}", 30),
    ("one project's replay", "/projects/{project}/replay", 1),
    ("overview", "/overview", 1),
]
DAY_OF_DUTIES, IMPORT, LOG = 10, 10, 120


def sheet(folder, rows):
    """Agencies that no district knows yet."""
    lines = ["机构名称,统一社会信用代码,业务类型,联系人和电话"]
    made = time.time_ns() // 1_000_000 % 1_000_000_000
    for row in range(rows):
        lines.append(f"批量机构{made}第{row}号,{code(made * 100_000 + row)},承建、运维,李一")
    path = Path(folder) / "agencies.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def accounts(folder, rows):
    """People of one body, without an account until now."""
    lines = ["账号名,姓名,单位名称"]
    made = time.time_ns() // 1_000_000
    for row in range(rows):
        lines.append(f"u{made}_{row},测试{row},文昌街道办事处")
    path = Path(folder) / "accounts.csv"
    path.write_text("\n".join(lines) + "\n")
    return path


def code(number):
    """A number of GB 32100-2015 with the check character that it asks for."""
    letters = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    body = "91110102" + f"{number % 10**9:09d}"
    total = sum(letters.index(letter) * 3**place % 31 for place, letter in enumerate(body))
    return body + letters[(31 - total % 31) % 31]


def brought_in(port, rows):
    """Seconds of the page's answer: a sheet sent to be brought in whole."""
    person, mark = Person(port, "kexinju"), "a-line-between-the-parts"
    page = text(person, person.ask("GET", "/imports/agency")[1])
    token = re.search(r'name="_csrf" value="([^"]*)"', page).group(1)
    fields = [("_csrf", token), ("do", "all")]
    parts = [f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
             for name, value in fields]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{rows.name}"'
    body = "".join(parts) + head + "\r\nContent-Type: text/csv\r\n\r\n" + rows.read_text()
    body = (body + f"\r\n--{mark}--\r\n").encode()
    status, _, took = person.ask("POST", "/imports/agency", body, f"multipart/form-data; boundary={mark}")
    if status != 200:
        sys.exit(f"the sheet was answered {status}")
    return took / 1000


def run(command):
    """Seconds and MiB of a program of its own."""
    began = time.perf_counter()
    program = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    said = program.stdout.read().decode()
    _, status, used = os.wait4(program.pid, 0)
    took = time.perf_counter() - began
    if status != 0:
        print(said[-400:])
    return took, used.ru_maxrss / 1024


def duties_of_another_day(program, data, port):
    """Makes the kept duties those of another day; the server works them out when it
    starts, and writes down how long it took."""
    with sqlite3.connect(Path(data) / "tongchou.db") as store:
        kept = store.execute("SELECT body FROM duty_basis").fetchone()
        if kept:
            body = json.loads(kept[0])
            body["day"] = "2020-01-01"
            written = json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            store.execute("UPDATE duty_basis SET body = ?", (written,))
        store.execute("DELETE FROM jobs WHERE name = 'duties'")
        store.execute("DELETE FROM job_runs WHERE name = 'duties'")
    server, _ = start(program, data, port)
    for _ in range(300):
        time.sleep(1)
        with sqlite3.connect(Path(data) / "tongchou.db") as store:
            found = store.execute(
                "SELECT started_at, ended_at FROM job_runs WHERE name = 'duties'"
            ).fetchone()
        if found:
            return server, (found[1] - found[0]) / 1e6
    sys.exit("the duties were not worked out")


def beside(port, busy):
    """How long pages take while something else goes on: the longest, in ms."""
    reader, longest = Person(port, "kexinju"), 0.0
    while busy.is_alive():
        longest = max(longest, reader.ask("GET", "/projects")[2])
        time.sleep(0.05)
    return longest


def clause_of(person, page):
    """A clause that the laboratory can make a mere reminder."""
    return re.search(r'value="(enforcement\.[^"]*)"', text(person, page)).group(1)


def main():
    given = options(__doc__)
    given.add_argument("--rows", type=int, default=10_000)
    asked = given.parse_args()
    source = asked.data or str(ROOT / f"target/district-{asked.projects}")
    if not (Path(source) / "tongchou.db").exists():
        sys.exit("bench/pages.py makes the district first")
    earlier = json.loads(Path(asked.against).read_text()) if asked.against else {}
    found = {}

    def tell(title, seconds, aim, more=""):
        found[title] = seconds
        ratio = f"{seconds / earlier[title]:.2f}" if earlier.get(title) else ""
        late = " over" if seconds > aim else ""
        print(f"{title:<34}{seconds:>9.2f} s  {more}  {ratio}{late}", flush=True)

    with tempfile.TemporaryDirectory(dir=Path(source).parent) as folder:
        data = str(Path(folder) / "district")
        shutil.copytree(source, data)
        server, took = duties_of_another_day(asked.program, data, asked.port)
        try:
            tell("duties of another day", took, DAY_OF_DUTIES)
            person = Person(asked.port, "kexinju")
            person.ask("GET", "/projects")
            page = person.ask("GET", "/laboratory")[1]
            clause = clause_of(person, page)
            project = a_project(person, most=5)
            for title, path, aim in ASKED:
                path = path.replace("{project}", project).replace("{clause}", clause)
                status, content, took = person.ask("GET", path)
                said = f"{len(content) / 1000:.0f} kB" if status == 200 else f"answered {status}"
                tell(title, took / 1000, aim, said)
            tell(f"import of {asked.rows:,}, page", brought_in(asked.port, sheet(folder, asked.rows)), IMPORT)
            for kind, who, rows in [
                ("agency", "kexinju", sheet(folder, asked.rows)),
                ("account", "xitong", accounts(folder, asked.rows)),
            ]:
                command = [asked.program, "import", "--as", who, "--data", data, kind, str(rows)]
                result = []
                busy = threading.Thread(target=lambda: result.append(run(command)))
                busy.start()
                longest = beside(asked.port, busy)
                took, memory = result[0]
                tell(f"import of {asked.rows:,}, {kind}", took, IMPORT,
                     f"{memory:.0f} MiB, longest page beside it {longest:.0f} ms")
        finally:
            server.terminate()
            server.wait()
        took, memory = run([asked.program, "verify", "--data", data])
        tell("check of the log", took, LOG, f"{memory:.0f} MiB")
    if asked.save:
        Path(asked.save).write_text(json.dumps(found, indent=1))


if __name__ == "__main__":
    main()
