"""tap - runs unittest cases and prints TAP, as automake's driver wants it.

A test's name is a sentence: the first line of its docstring, or its function
name with blanks. Nothing but the protocol goes to standard output, so what a
test prints for people belongs on standard error.
"""
import os
import signal
import sys
import time
import traceback
import unittest


def describe(test):
    if hasattr(test, "test_case"):      # a part of one, see subTest()
        return f"{describe(test.test_case)} {test._subDescription()}"
    words = test.shortDescription() or test.id().split(".")[-1]
    return words.removeprefix("test_").replace("_", " ").replace("#", "no. ")


class TapResult(unittest.TestResult):
    """Numbers the tests and shows a failure in full below its line."""

    def __init__(self, stream):
        super().__init__()
        self.stream = stream
        self.count = 0

    def line(self, ok, test, remark=""):
        self.count += 1
        print(f"{'ok' if ok else 'not ok'} {self.count} - {describe(test)}"
              f"{remark}", file=self.stream, flush=True)

    def fault(self, test, err):
        self.line(False, test)
        for row in "".join(traceback.format_exception(*err)).splitlines():
            print(f"# {row}", file=self.stream, flush=True)

    def addSuccess(self, test):
        self.line(True, test)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.fault(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.fault(test, err)

    def addSubTest(self, test, subtest, err):
        if err is not None:
            super().addSubTest(test, subtest, err)
            self.fault(subtest, err)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line(True, test, f" # SKIP {reason}")


def skip_all(reason):
    """Ends the program: what it tests cannot run here.

    With TAKT_TEST_ALL set, as tools/test does, that is a failure: a test
    that silently never runs proves nothing.
    """
    if os.environ.get("TAKT_TEST_ALL"):
        print(f"1..1\nnot ok 1 - cannot run here: {reason}")
        sys.exit(1)
    print(f"1..0 # SKIP {reason}")
    sys.exit(0)


def clean_up_on_signals():
    """Makes SIGTERM and SIGHUP end the program as Ctrl-C does, by raising."""
    def leave(number, _):
        sys.exit(128 + number)
    for number in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, leave)


def run(*classes):
    """Runs all tests of the classes, or those named on the command line."""
    clean_up_on_signals()
    names = sys.argv[1:]
    suite = unittest.TestSuite()
    for each in classes:
        tests = unittest.defaultTestLoader.loadTestsFromTestCase(each)
        suite.addTests(t for t in tests
                       if not names or any(n in t.id() for n in names))
    result = TapResult(sys.stdout)
    suite.run(result)
    print(f"1..{result.count}", flush=True)
    sys.exit(0 if result.count and result.wasSuccessful() else 1)


def wait_until(claim, what, seconds=30):
    """Returns claim()'s first true value; fails by name when time is over."""
    end = time.monotonic() + seconds
    while True:
        value = claim()
        if value:
            return value
        if time.monotonic() > end:
            raise AssertionError(f"not within {seconds} s: {what}")
        time.sleep(0.02)
