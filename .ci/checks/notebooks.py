"""Runs the Python blocks of a Markdown page, once one by one and once as a Jupyter notebook."""

import re
import sys

import nbclient
import nbformat

with open(sys.argv[1], encoding="utf-8") as file:
    blocks = re.findall(r"```python\n(.*?)```", file.read(), re.S)
assert len(blocks) >= 3, "the page has three recipes"
for number, block in enumerate(blocks, 1):
    exec(compile(block, f"recipe {number}", "exec"), {})
notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(block) for block in blocks])
nbclient.NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
for cell in notebook.cells:
    assert cell.outputs and all(o.output_type != "error" for o in cell.outputs), cell.source
print(f"{2 * len(blocks)} passed, 0 failed")
