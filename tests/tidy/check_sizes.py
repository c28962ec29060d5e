"""A file has at most 400 lines (a test 800), a function at most 60, and five
parameters."""

import ast
import re

from tree import Problem, line_of, strip_cpp

FILE_LINES_MAX = 400
TEST_LINES_MAX = 800
FUNCTION_LINES_MAX = 60
PARAMETERS_MAX = 5

CODE = ("*.cc", "*.h", "*.py", "*.proto", "*.cmake", "CMakeLists.txt", "dev",
        "*.sh", "*.ts", "*.tsx", "*.css")

_SCOPE = re.compile(
    r"^(?:template|inline|static|typedef|extern|export|const|constexpr|\s)*"
    r"(?:namespace|class|struct|union|enum|extern)\b")


def _without_templates(header):
    while True:
        without = re.sub(r"<[^<>]*>", "", header)
        if without == header:
            return header
        header = without


def _kind(header):
    """What a brace after `header` opens: scope, function or value."""
    header = re.sub(r"\b(?:public|private|protected)\s*:", "", header)
    header = _without_templates(header)
    if _SCOPE.match(header) or not header.strip():
        return "scope"
    return "function" if "(" in header else "value"


def _parameters(header):
    """How many parameters the function that `header` begins has."""
    header = _without_templates(header)
    begin = header.index("(") + 1
    if header[:begin].rstrip("( ").endswith("operator"):  # operator()(..)
        begin = header.find("(", begin) + 1
    depth, commas = 0, 0
    for at in range(begin, len(header)):
        if header[at] in "([{":
            depth += 1
        elif header[at] in ")]}":
            depth -= 1
            if depth < 0:
                return commas + 1 if header[begin:at].strip() else 0
        elif header[at] == "," and depth == 0:
            commas += 1
    return 0


def functions(text):
    """Yields (name, first line, last line, parameters) of C++ functions."""
    code = strip_cpp(text)
    # Preprocessor lines, with the lines they go on to.
    code = re.sub(r"(?m)^[ \t]*#(?:.*\\\n)*.*$",
                  lambda m: re.sub(r"[^\n]", " ", m[0]), code)
    stack, start = [], 0
    for match in re.finditer(r"[{};]", code):
        at, kinds = match.start(), [kind for kind, _ in stack]
        nested = "function" in kinds or "value" in kinds
        if match[0] == "{":
            kind = "inner" if nested else _kind(code[start:at])
            stack.append((kind, start))
            if kind == "scope":
                start = at + 1
        elif match[0] == ";":
            if not nested:
                start = at + 1
        elif stack:
            kind, begun = stack.pop()
            follows = code[at + 1:].lstrip()[:1]
            if kind == "function" and follows not in (",", "{"):
                header = code[begun:at]
                begun += len(header) - len(header.lstrip())
                name = re.search(r"([\w:~]+)\s*\(([^,()]*)", header)
                label = name[1] if name else "?"
                if label.startswith("TEST"):
                    label = header.lstrip().split("{")[0].strip()
                yield (label, line_of(code, begun), line_of(code, at),
                       _parameters(header))
            if kind in ("scope", "function") and follows not in (",", "{"):
                start = at + 1


def python_functions(text):
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            arguments = node.args
            yield (node.name, node.lineno, node.end_lineno,
                   len([a for a in arguments.posonlyargs + arguments.args
                        if a.arg != "self"]))


def _check_functions(tree, path):
    if path.endswith((".cc", ".h")):
        found = functions(tree.text(path))
    elif path.endswith(".py"):
        found = python_functions(tree.text(path))
    else:
        return
    for name, first, last, parameters in found:
        lines = last - first + 1
        if lines > FUNCTION_LINES_MAX:
            yield Problem(path, first,
                          f"{name} has {lines} lines, more than "
                          f"{FUNCTION_LINES_MAX}",
                          "keep the branches here and move the straight parts "
                          "into functions that say what they do")
        if parameters > PARAMETERS_MAX:
            yield Problem(path, first,
                          f"{name} has {parameters} parameters, more than "
                          f"{PARAMETERS_MAX}",
                          "give what belongs together a struct with a name")


def check(tree):
    for path in tree.matching(*CODE):
        lines = tree.text(path).count("\n")
        limit = TEST_LINES_MAX if path.startswith("tests/") else FILE_LINES_MAX
        if lines > limit:
            yield Problem(path, limit + 1, f"{lines} lines, more than {limit}",
                          "find the second noun in it and give that a file")
        yield from _check_functions(tree, path)
