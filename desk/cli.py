"""The console command ``cadastre``: check files, convert them, list the checks and the formats.

Modules that cost time to load are loaded when their verb is asked for.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from cadastre.domain.errors import CadastreError
from cadastre.domain.findings import Text
from desk.console import (
    COULD_NOT,
    DEBUG,
    INTERRUPTED,
    Parser,
    complain,
    complain_of,
    debugging,
    quiet,
    usual_language,
)

STAGES = ("supply", "planning", "presale", "completion", "legacy")

Verb = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run the console command; returns the exit code.

    0: checked or converted, no error found. 1: errors found. 2: could not read, or wrong arguments.
    """
    if argv is None:
        _use_utf8()
    parser = _parser()
    arguments = parser.parse_args(argv)
    verb: Verb | None = getattr(arguments, "verb", None)
    if verb is None:
        parser.print_help(sys.stdout)
        return 0
    quiet()
    try:
        return verb(arguments)
    except CadastreError as error:
        complain_of(error)
        return COULD_NOT
    except BrokenPipeError:
        # Whoever read our output has gone; nothing more may be written while we leave.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return COULD_NOT
    except KeyboardInterrupt:
        complain(Text("已中断，没有完成。", "Interrupted: the work is not complete."))
        return INTERRUPTED
    except OSError as error:
        complain(_said_by_system(error))
        return COULD_NOT
    except Exception as fault:
        if debugging():
            raise
        complain(_fault(fault))
        return COULD_NOT


def _use_utf8() -> None:
    """Start anew in UTF-8 where the locale is another, as the reading process always is.

    Names of files would otherwise be other words there than here.
    """
    if sys.getfilesystemencoding().lower() not in ("utf-8", "utf8"):
        again = [sys.executable, "-X", "utf8", "-m", "desk", *sys.argv[1:]]
        os.execv(sys.executable, again)  # noqa: S606 - ourselves, with the same words


def _said_by_system(error: OSError) -> Text:
    place = error.filename or ""
    return Text(
        f"无法读写“{place}”：{error.strerror or error}。",
        f"“{place}” could not be read or written: {error.strerror or error}.",
    )


def _fault(fault: Exception) -> Text:
    name = type(fault).__name__
    return Text(
        f"程序出错（{name}），没有完成。这不是文件的错误，请把文件和本提示交给软件维护人员；"
        f"设置环境变量 {DEBUG}=1 可看到详细信息。",
        f"The program failed ({name}) and the work is not complete. It is no fault of the file: "
        f"hand it and these words to the maintainers. {DEBUG}=1 in the environment shows more.",
    )


def _parser() -> Parser:
    parser = Parser(
        prog="cadastre",
        description="检查测绘成果文件，与登记窗口用的是同一套规则。 "
        "Check survey files with the very rules that the counter uses.",
    )
    parser.add_argument("--version", action="version", version=f"cadastre {_version()}")
    verbs = parser.add_subparsers(title="verbs", metavar="VERB", parser_class=Parser)
    _add_check(verbs.add_parser("check", help="检查文件 / check files"))
    _add_convert(verbs.add_parser("convert", help="转换格式 / convert files"))
    listing = (
        ("checks", "检查项目一览 / list the checks", _checks),
        ("formats", "可读入和写出的格式 / list the formats that are read and written", _formats),
        ("editions", "检查规则各版本 / list the editions of the checks", _editions),
        ("schema", "报告的 JSON Schema / print the JSON Schema of reports", _schema),
    )
    for name, told, verb in listing:
        entry = verbs.add_parser(name, help=told, description=told)
        if name != "schema":
            entry.add_argument("--json", action="store_true", help="JSON")
            _add_language(entry)
        entry.set_defaults(verb=verb)
    return parser


def _add_check(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "检查成果文件（文件、文件夹或 ZIP）。退出码：0 无错误，1 有错误，2 未能读取。 "
        "Check files, folders or ZIPs. Exit code: 0 clean, 1 errors found, 2 could not read."
    )
    _add_files(parser)
    stated = parser.add_argument_group("stated", "成果的说明 / what is stated about the files")
    stated.add_argument("--stage", choices=STAGES, help="阶段 / stage (supply)")
    _add_system(stated)
    stated.add_argument(
        "--class",
        type=int,
        choices=(1, 2, 3),
        dest="accuracy_class",
        help="界址点精度等级 / accuracy class of boundary points (1)",
    )
    stated.add_argument(
        "--area-standard",
        metavar="STANDARD",
        help="房产面积标准 / standard of the floor areas (GB/T 17986.1-2000)",
    )
    stated.add_argument(
        "--parcel", metavar="CODE", help="项目宗地代码 / parcel code of the project"
    )
    stated.add_argument("--county", metavar="CODE", help="县（区）代码 / six digits of the county")
    stated.add_argument(
        "--against",
        type=Path,
        metavar="REPORT.json",
        help="与先前的报告比较，未写明的说明从中取 / compare with an earlier report, and take "
        "from it what is not stated",
    )
    _add_mapping(stated)
    stated.add_argument(
        "--edition",
        metavar="EDITION",
        help="按先前版本的检查规则重演；same 取自 --against 的报告 / replay an edition of the "
        "checks; same: that of the report to compare with",
    )
    form = parser.add_mutually_exclusive_group()
    for name in ("text", "json", "html"):
        form.add_argument(
            f"--{name}", dest="form", action="store_const", const=name, help=f"{name}"
        )
    parser.add_argument("--output", type=Path, metavar="FILE", help="写入文件 / write to a file")
    _add_language(parser)
    parser.set_defaults(verb=_check, form="text")


def _add_convert(parser: argparse.ArgumentParser) -> None:
    parser.description = (
        "读取成果文件，写成另一种格式的一个文件；不换算坐标，不写权利人。"
        "退出码：0 已写出，1 有错误，2 未能读取或写出。 "
        "Read files and write one file of another format; nothing is transformed, holders are not "
        "written. Exit code: 0 written, 1 errors found, 2 could not read or write."
    )
    _add_files(parser)
    parser.add_argument(
        "--to",
        required=True,
        metavar="FORMAT",
        help="写出的格式，见 cadastre formats / format to write, see cadastre formats",
    )
    parser.add_argument(
        "--output",
        type=Path,
        metavar="FILE",
        help="写出的文件，默认在当前文件夹，用第一个文件的名称 / file to write (here, named as the "
        "first file)",
    )
    parser.add_argument(
        "--force", action="store_true", help="覆盖已有的文件 / replace a file that exists"
    )
    _add_system(parser)
    parser.add_argument(
        "--zone-prefix",
        action="store_true",
        help="横坐标前加带号 / write the zone number before the eastings",
    )
    _add_mapping(parser)
    _add_language(parser)
    parser.set_defaults(verb=_convert)


def _add_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE", help="文件 / files")


def _add_system(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--srid",
        type=int,
        help="平面坐标系 EPSG 代码，默认按文件 / plane system (as the files say)",
    )


def _add_mapping(parser: argparse._ActionsContainer) -> None:
    parser.add_argument(
        "--mapping",
        type=Path,
        metavar="FILE.json",
        help="送检单位的字段对照表 / the sender's own field names, as its page writes them",
    )


def _add_language(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--lang", choices=("zh", "en"), default=usual_language(), help="语言 / language"
    )


def _check(arguments: argparse.Namespace) -> int:
    from desk.check import check

    return check(arguments)


def _convert(arguments: argparse.Namespace) -> int:
    from desk.convert import convert

    return convert(arguments)


def _checks(arguments: argparse.Namespace) -> int:
    from desk.listing import list_checks

    return list_checks(as_json=arguments.json, language=arguments.lang)


def _formats(arguments: argparse.Namespace) -> int:
    from desk.listing import list_formats

    return list_formats(as_json=arguments.json, language=arguments.lang)


def _editions(arguments: argparse.Namespace) -> int:
    from desk.listing import list_editions

    return list_editions(as_json=arguments.json, language=arguments.lang)


def _schema(arguments: argparse.Namespace) -> int:
    from desk.listing import print_schema

    return print_schema()


def _version() -> str:
    try:
        return version("cadastre")
    except PackageNotFoundError:  # run from its sources
        return "(not installed)"
