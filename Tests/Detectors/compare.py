"""Compares the checks of Bursar's detectors with python-stdnum, on random numbers of each format.

Half of the numbers are random; the other half are made valid as far as trying last characters goes, then half of
those are changed in one place. Usage: compare.py BINARY [COUNT]; COUNT is 100,000 a format.
"""

import datetime
import importlib
import random
import string
import subprocess
import sys

DIGITS = string.digits
UPPER = string.ascii_uppercase
ALPHANUMERIC = DIGITS + UPPER

# Name of the check, module of stdnum, shapes: 9 digit, A letter, X either, everything else as it stands.
FORMATS = [
    ("us-ssn", "us.ssn", ["999999999"]), ("us-itin", "us.itin", ["9D9999999".replace("D", "9")]),
    ("us-ein", "us.ein", ["999999999"]), ("us-routing", "us.rtn", ["999999999"]),
    ("ca-sin", "ca.sin", ["999999999"]), ("mx-curp", "mx.curp", ["AAAAddddddHAAAAAX9"]),
    ("br-cpf", "br.cpf", ["99999999999"]), ("br-cnpj", "br.cnpj", ["99999999999999"]),
    ("ar-cuit", "ar.cuit", ["20999999999", "99999999999"]), ("cl-rut", "cl.rut", ["99999999X", "9999999X"]),
    ("de-steuer-id", "de.idnr", ["99999999999"]), ("fr-nir", "fr.nir", ["1dddd9999999999", "299992A99999999"]),
    ("es-dni", "es.dni", ["99999999A"]), ("es-nie", "es.nie", ["X9999999A", "Y9999999A", "A9999999A"]),
    ("it-fiscal-code", "it.codicefiscale", ["AAAAAA99A99A999A"]), ("uk-nhs", "gb.nhs", ["9999999999"]),
    ("uk-utr", "gb.utr", ["9999999999"]), ("nl-bsn", "nl.bsn", ["999999999"]), ("be-nn", "be.nn", ["dddddd99999"]),
    ("pl-pesel", "pl.pesel", ["dddddd99999"]), ("se-personnummer", "se.personnummer", ["dddddd9999"]),
    ("fi-hetu", "fi.hetu", ["ddddddA999X"]), ("no-fodselsnummer", "no.fodselsnummer", ["rrrrrr99999"]),
    ("dk-cpr", "dk.cpr", ["rrrrrr9999"]), ("ch-ahv", "ch.ssn", ["7569999999999", "9999999999999"]),
    ("pt-nif", "pt.nif", ["999999999"]), ("at-svnr", "at.vnr", ["9999rrrrrr", "9999999999"]),
    ("cz-rc", "cz.rc", ["dddddd9999", "dddddd999"]), ("ro-cnp", "ro.cnp", ["1dddddd999999"]),
    ("bg-egn", "bg.egn", ["dddddd9999"]), ("hr-oib", "hr.oib", ["99999999999"]), ("gr-afm", "gr.vat", ["999999999"]),
    ("ee-ik", "ee.ik", ["3dddddd9999", "5dddddd9999"]), ("si-emso", "si.emso", ["rrrr9999999999"[:13]]),
    ("ie-pps", "ie.pps", ["9999999A", "9999999AA"]), ("ru-inn", "ru.inn", ["9999999999", "999999999999"]),
    ("ua-rntrc", "ua.rntrc", ["9999999999"]), ("au-tfn", "au.tfn", ["999999999", "99999999"]),
    ("au-abn", "au.abn", ["99999999999"]), ("nz-ird", "nz.ird", ["99999999", "199999999", "099999999"]),
    ("in-aadhaar", "in_.aadhaar", ["999999999999"]), ("in-pan", "in_.pan", ["AAAPA9999A", "AAAAA9999A"]),
    ("in-gstin", "in_.gstin", ["27AAAPA9999A1ZX", "99AAAPA9999AXZX"]),
    ("cn-resident", "cn.ric", ["11010119dddddd999X", "999999YYYYdddd999X"]),
    ("kr-rrn", "kr.rrn", ["dddddd9999999"]), ("jp-my-number", "jp.in_", ["999999999999"]),
    ("th-pin", "th.pin", ["9999999999999"]), ("tr-tckn", "tr.tckimlik", ["99999999999"]),
    ("za-id", "za.idnr", ["dddddd9999999"]), ("il-id", "il.idnr", ["999999999"]),
    ("my-nric", "my.nric", ["dddddd999999"]), ("id-nik", "id.nik", ["327325rrrrrr0001", "999999rrrrrr9999"]),
    ("luhn15", "luhn", ["999999999999999"]), ("isin", "isin", ["USAAA999999X", "AAXXXXXXXXX9"]),
    ("lei", "lei", ["XXXXXXXXXXXXXXXXXX99"]), ("iban", "iban", ["DE99999999999999999999", "NO9999999999999", "GB99AAAA99999999999999", "FR9999999999XXXXXXXXXXX99"]),
]

# Where we are knowingly wider or narrower, and why.
REASONS = {
    "us-itin": "groups of the IRS since 2016, which stdnum doesn't know (50-65) or knows otherwise",
    "us-ein": "stdnum has its own list of prefixes",
    "kr-rrn": "the check digit was given up in October 2020, so we don't ask for it",
    "cn-resident": "stdnum has the list of counties and takes any year; we take births from 1800 to 2099",
    "my-nric": "stdnum has the list of places", "id-nik": "stdnum has the list of provinces",
    "isin": "stdnum has the list of countries", "iban": "stdnum knows some countries' inner check digits",
    "mx-curp": "stdnum has a list of bad words",
    "za-id": "stdnum doesn't know the digit 2 of refugees",
    "dk-cpr": "stdnum refuses birthdays in the future", "in-gstin": "stdnum's list of states",
    "se-personnummer": "stdnum doesn't know coordination numbers (day plus 60)",
    "be-nn": "stdnum refuses birthdays in the future", "no-fodselsnummer": "stdnum refuses birthdays in the future",
}


def date(generator, order):
    year, month, day = generator.randrange(100), generator.randint(1, 12), generator.randint(1, 31)
    if generator.random() < 0.2:
        month, day = generator.randint(0, 99), generator.randint(0, 99)
    parts = (year, month, day) if order == "d" else (day, month, year)
    return "".join(f"{part:02}" for part in parts)


def fill(shape, generator):
    text = ""
    place = 0
    while place < len(shape):
        for mark in "dr":
            if shape[place:place + 6] == mark * 6:
                text += date(generator, mark)
                place += 6
                break
            if shape[place:place + 4] == mark * 4:
                text += date(generator, "d")[2 if mark == "d" and shape[place - 1:place] == "Y" else 0:][:4]
                place += 4
                break
        else:
            character = shape[place]
            text += (
                generator.choice(DIGITS) if character == "9" else generator.choice(UPPER) if character == "A"
                else generator.choice(ALPHANUMERIC) if character == "X" else
                generator.choice(["19", "20", "18", "21"]) if shape[place:place + 4] == "YYYY" else
                "" if character == "Y" and shape[place - 1] == "Y" and shape[place:place + 3] != "YYY" else character)
            if shape[place:place + 4] == "YYYY":
                text += f"{generator.randrange(100):02}"
                place += 4
                continue
            place += 1
    return text


def judge(module, name):
    if name == "se-personnummer":
        return lambda number: module.is_valid(number[:-4] + "-" + number[-4:])

    def valid(number):
        try:
            return module.is_valid(number)
        except (KeyError, IndexError):  # stdnum fails on some numbers that no state would give
            return False
    return valid


def numbers(shapes, valid, count, generator):
    made = []
    while len(made) < count:
        number = fill(generator.choice(shapes), generator)
        made.append(number)
        for length in (1, 2):
            tails = [""]
            for _ in range(length):
                tails = [tail + c for tail in tails for c in (DIGITS + (UPPER if number[-1].isalpha() or length == 1 else ""))]
            if length == 2:
                tails = generator.sample(tails, min(len(tails), 100))
            good = [t for t in tails if valid(number[:-length] + t)]
            if good:
                right = number[:-length] + generator.choice(good)
                made.append(right)
                place = generator.randrange(len(right))
                made.append(right[:place] + generator.choice(DIGITS) + right[place + 1:])
                break
            if len(made) % 50:
                break
    return made[:count]


def main():
    binary = sys.argv[1]
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 100_000
    only = sys.argv[3:]
    failed = []
    for name, path, shapes in FORMATS:
        if only and name not in only:
            continue
        module = importlib.import_module("stdnum." + path)
        valid = judge(module, name)
        tried = numbers(shapes, valid, count, random.Random(name))
        answer = subprocess.run(
            [binary, "verdicts"], input="".join(f"{name}\t{n}\n" for n in tried), text=True, capture_output=True, check=True)
        ours = [line == "1" for line in answer.stdout.split()]
        theirs = [valid(n) for n in tried]
        wider = [n for n, o, t in zip(tried, ours, theirs) if o and not t]
        narrower = [n for n, o, t in zip(tried, ours, theirs) if t and not o]
        reason = REASONS.get(name, "")
        state = "agrees" if not wider and not narrower else "differs: " + reason if reason else "DIFFERS"
        print(f"{name:18} {len(tried):7} numbers, {sum(theirs):6} valid, {len(wider):5} wider, {len(narrower):5} narrower  {state}"
              + ("" if state == "agrees" else f"  e.g. {wider[:2]} {narrower[:2]}"), flush=True)
        if state == "DIFFERS":
            failed.append(name)
    if failed:
        sys.exit("differs without a reason: " + ", ".join(failed))


if __name__ == "__main__":
    sys.exit(main())
