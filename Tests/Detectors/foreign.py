"""What the detectors make of samples that others wrote: the examples of Nosey Parker's rules, texts made from
gitleaks' expressions, both projects' counter-examples, and ordinary source code and prose.

    foreign.py BENCH CLONES [FOLDER...]

BENCH is the RedactionBench executable; CLONES holds clones of praetorian-inc/noseyparker and gitleaks/gitleaks (the
directories noseyparker and gitleaks, bare or not; `make foreign` makes them); FOLDERs hold ordinary files. The
samples are read from the clones and kept nowhere.
"""

import collections
import pathlib
import random
import re
import subprocess
import sys

import re._constants as kinds
import re._parser as parser
import tomllib
import yaml

SEED = 11
SAMPLES_A_RULE = 10
# How a key that only its service's name tells is written down; gitleaks' expressions allow any letters and signs there.
NAMED = re.compile(r"^\(\?i\)\[\\w\.-\]\{0,50\}\?.*?\[\\x60'\"\\s=\]\{0,5\}\((.*)\)\(\?:\[\\x60'\"\\s;\]")
FRAMES = [
    "{name}_api_key = {value}", '{name}Token: "{value}"', "{NAME}_SECRET={value}", '"{name}_token": "{value}"',
    "  {name}-key: '{value}'", 'var {name}Key = "{value}"', "{name}_TOKEN := \"{value}\"", "<{name}_key>{value}</{name}_key>",
    'set("{name}_secret", "{value}")', "?{name}_key={value}&x=1",
]
PERSONAL = {"card", "iban", "email", "phone", "ip", "mac", "passport", "crypto", "device", "account", "national-id"}


def scan(bench, texts):
    """The names of the detectors that find something in each text."""
    lines = "".join(text.replace("\n", "\\n").replace("\r", " ") + "\n" for text in texts)
    out = subprocess.run([bench, "scan"], input=lines, capture_output=True, text=True, check=True).stdout
    return [line.split(" ~ ") if line else [] for line in out.split("\n")[: len(texts)]]


def families(bench):
    rows = subprocess.run([bench, "table"], capture_output=True, text=True, check=True).stdout.splitlines()
    return {row.split("`")[1]: row.split("`")[3] for row in rows}


class Clone:
    def __init__(self, place):
        self.place = str(place)

    def names(self, pattern):
        out = self.git("ls-tree", "-r", "--name-only", "HEAD").splitlines()
        return [name for name in out if re.search(pattern, name)]

    def read(self, name):
        return self.git("show", "HEAD:" + name)

    def git(self, *arguments):
        command = ["git", "-C", self.place, *arguments]
        return subprocess.run(command, capture_output=True, text=True, check=True, errors="replace").stdout


class Maker:
    """Makes texts that an expression matches."""

    def __init__(self):
        self.random = random.Random(SEED)

    def text(self, expression):
        expression = expression.replace(r"\z", r"\Z")
        if "(?i)" in expression[1:]:
            expression = "(?i)" + expression.replace("(?i)", "")
        return self.sequence(parser.parse(expression))

    def sequence(self, items):
        return "".join(self.one(kind, value) for kind, value in items)

    def one(self, kind, value):
        if kind is kinds.LITERAL:
            return chr(value)
        if kind is kinds.NOT_LITERAL:
            return "a"
        if kind is kinds.ANY:
            return self.random.choice("abc123")
        if kind is kinds.IN:
            return self.choice(value)
        if kind is kinds.BRANCH:
            return self.sequence(self.random.choice(value[1]))
        if kind is kinds.SUBPATTERN:
            return self.sequence(value[3])
        if kind in (kinds.MAX_REPEAT, kinds.MIN_REPEAT, kinds.POSSESSIVE_REPEAT):
            low, high, inner = value
            count = low if low > 4 else self.random.randint(low, min(int(high), max(low, 2)))
            return "".join(self.sequence(inner) for _ in range(count))
        if kind in (kinds.AT, kinds.ASSERT, kinds.ASSERT_NOT):
            return ""
        raise ValueError(str(kind))

    def choice(self, items):
        letters = []
        for kind, value in items:
            if kind is kinds.LITERAL:
                letters.append(chr(value))
            elif kind is kinds.RANGE:
                letters += [chr(code) for code in range(value[0], value[1] + 1) if 32 < code < 127]
            elif kind is kinds.CATEGORY:
                letters += {
                    kinds.CATEGORY_DIGIT: "0123456789", kinds.CATEGORY_SPACE: " ",
                    kinds.CATEGORY_WORD: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                }.get(value, "x")
            elif kind is kinds.NEGATE:
                return "z"
        return self.random.choice(letters or ["a"])


def go_strings(code, name):
    """String literals of the lists of that name in Go code."""
    for block in re.findall(name + r" :?= (?:append\(" + name + r",\s*)?(?:\[\]string\{)?(.*?)\n\t[})]", code, re.S):
        block = re.sub(r"(?m)^\s*//.*$", "", block)
        for raw, quoted, rest in re.findall(r'`([^`]*)`(?=\s*(,|\n|$))|^\s*"((?:[^"\\]|\\.)*)",', block, re.M):
            yield raw or rest.encode().decode("unicode_escape", "replace")


def report(title, bench, groups, wanted):
    """How many texts of each group are found; the groups with the most misses."""
    texts = [(name, text) for name, many in groups.items() for text in many]
    found = scan(bench, [text for _, text in texts])
    right, total, misses = collections.Counter(), collections.Counter(), {}
    for (name, text), hits in zip(texts, found):
        total[name] += 1
        if bool(hits) == wanted:
            right[name] += 1
        else:
            misses.setdefault(name, (text, hits))
    whole = sum(1 for name in total if right[name] == total[name])
    count = sum(total.values())
    print(f"{title}: {sum(right.values())} of {count} texts ({100 * sum(right.values()) / max(1, count):.1f} %), "
          f"{whole} of {len(total)} rules whole")
    return {name: (right[name], total[name], *misses[name]) for name in misses}


def main():
    bench, clones, *folders = sys.argv[1:]
    family = families(bench)
    details = "--details" in folders
    folders = [folder for folder in folders if folder != "--details"]
    misses = {}

    parrot = Clone(pathlib.Path(clones) / "noseyparker")
    good = {}
    for name in parrot.names(r"builtin/rules/.*\.yml$"):
        for rule in yaml.safe_load(parrot.read(name))["rules"]:
            if "secret" not in rule.get("categories", []):
                continue
            good[rule["id"] + " " + rule["name"]] = rule.get("examples") or []
    misses |= report("Nosey Parker's examples", bench, good, True)

    leaks = Clone(pathlib.Path(clones) / "gitleaks")
    maker, made, fails = Maker(), {}, 0
    for rule in tomllib.loads(leaks.read("config/gitleaks.toml"))["rules"]:
        if "regex" not in rule:
            continue
        expression = rule["regex"].replace("[[:alnum:]]", "[a-zA-Z0-9]")
        try:
            if named := NAMED.match(expression):
                name = rule["keywords"][0].rstrip("_-. ")
                made[rule["id"]] = [
                    frame.format(name=name, NAME=name.upper(), value=maker.text("(?i)" + named[1])) for frame in FRAMES]
            else:
                made[rule["id"]] = [maker.text(expression) for _ in range(SAMPLES_A_RULE)]
        except (ValueError, re.error, OverflowError):
            fails += 1
    misses |= report(f"made from gitleaks' expressions ({fails} not readable)", bench, made, True)
    counter = {}
    for name in leaks.names(r"generate/config/rules/.*\.go$"):
        counter[name.split("/")[-1]] = list(go_strings(leaks.read(name), "fps"))
    misses |= report("gitleaks' counter-examples, left alone", bench, counter, False)

    if details:
        for name, (right, count, text, hits) in sorted(misses.items(), key=lambda row: row[1][0] / row[1][1]):
            print(f"  {right}/{count} {name}: {text[:150]!r} {hits[:2]}")

    for folder in folders:
        counts, size, examples = collections.Counter(), 0, {}
        lines = []
        for file in sorted(pathlib.Path(folder).rglob("*")):
            if file.is_file() and file.suffix in {".py", ".swift", ".md", ".rst", ".txt", ".c", ".h", ".go", ".js"}:
                text = file.read_text(errors="replace")
                size += len(text.encode())
                lines += [line for line in text.split("\n") if line and len(line) < 5_000]
        for line, hits in zip(lines, scan(bench, lines)):
            for hit in hits:
                name = hit.split("=")[0]
                counts[name] += 1
                examples.setdefault(name, []).append((line.strip()[:120], hit))
        secret = sum(count for name, count in counts.items() if family.get(name) not in PERSONAL)
        print(f"{folder}: {size / 1e6:.1f} MB, {secret} findings of secrets, {sum(counts.values()) - secret} of "
              f"personal data: {', '.join(f'{name} {count}' for name, count in counts.most_common())}")
        if details:
            for name, some in examples.items():
                for line, hit in random.Random(SEED).sample(some, min(6, len(some))):
                    print(f"    {hit[:100]} in {line}")


main()
