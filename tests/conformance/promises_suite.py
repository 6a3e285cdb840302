# SPDX-License-Identifier: Apache-2.0
"""The npm package promises-aplus-tests, bundled into one script and run by the command.

The script is sinon as its authors ship it, then esbuild's bundle of the suite, our adapter and a small
harness in the place of mocha. It runs as a script, not as a module: some tests need sloppy mode.
`assert` is the guest's own.
"""
import json
import shutil
import subprocess
from pathlib import Path

import command

HERE = Path(__file__).resolve().parent / "promises"


def versions():
    return json.loads((HERE / "package.json").read_text(encoding="utf-8"))["devDependencies"]


def bundle(folder):
    """Installs the pinned packages in `folder` and returns the path of the script made there."""
    shutil.copytree(HERE, folder, ignore=shutil.ignore_patterns("node_modules"))
    subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"], cwd=folder,
                   check=True)
    subprocess.run([folder / "node_modules/.bin/esbuild", "main.js", "--bundle", "--outfile=bundle.js",
                    "--format=iife", "--global-name=suite", "--footer:js=suite.runTests();",
                    "--platform=neutral", "--main-fields=main", "--target=es2023",
                    "--external:assert", "--alias:sinon=./sinon.cjs", "--log-level=warning"],
                   cwd=folder, check=True)
    parts = [folder / "node_modules/sinon/pkg/sinon.js", folder / "bundle.js"]
    script = folder / "promises.js"
    script.write_text("".join(part.read_text(encoding="utf-8") for part in parts), encoding="utf-8")
    return script


def run(script):
    return command.report("--timeout", "120s", script.name, cwd=script.parent)
