"""The one command (命令行): every sub-command, what it takes, what it calls."""

from __future__ import annotations

import os
import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from zhibu.kit import disk
from zhibu.ops import backup as archive
from zhibu.ops import bench as figures_of
from zhibu.ops import database, keyring, preflight, run, sealed, suite
from zhibu.ops import doctor as checks
from zhibu.ops import faults as planted
from zhibu.ops import prove as proofs
from zhibu.ops.cell import ROOT, Cell, default_home
from zhibu.ops.run import Wish
from zhibu.ops.steps import tell
from zhibu.ops.trouble import Trouble

PORT = 8000

app = typer.Typer(
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    help="支部 Zhibu · 高校基层党支部的工作平台",
)
takes = typer.Typer(no_args_is_help=True, help="导入 · import")
gives = typer.Typer(no_args_is_help=True, help="导出 · export")
users = typer.Typer(no_args_is_help=True, help="管理员与登录条 · administrators and one-time links")
figures = typer.Typer(no_args_is_help=True, help="统计 · statistics")
app.add_typer(takes, name="import")
app.add_typer(gives, name="export")
app.add_typer(users, name="user")
ledger = typer.Typer(no_args_is_help=True, help="积分 · points")
app.add_typer(ledger, name="points")
app.add_typer(figures, name="insights")
keys = typer.Typer(no_args_is_help=True, help="单元的密钥 · the keys of the cell")
app.add_typer(keys, name="keys")

Data = Annotated[
    Path | None,
    typer.Option("--data", metavar="DIR", help="数据文件夹 · where the cell lies"),
]
Port = Annotated[
    int,
    typer.Option(
        "--port",
        min=1,
        max=65534,
        help="页面端口，现场动态用下一个 · port of the pages; live events take the next",
    ),
]
NoBrowser = Annotated[
    bool, typer.Option("--no-browser", help="不打开浏览器 · do not open a browser")
]
Json = Annotated[bool, typer.Option("--json", help="只打印一个 JSON · print one JSON object")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看结果，不写入 · look, write nothing")]


class House(StrEnum):
    """How large an invented house is laid."""

    COLLEGE = "college"
    DEMO = "demo"
    UNIVERSITY = "university"


class Size(StrEnum):
    """How large a house a benchmark measures."""

    TOY = "toy"
    UNIVERSITY = "university"
    LARGE = "large"


def cell_at(data: Path | None, mode: str) -> Cell:
    """The cell of this command; the demo has one of its own by default."""
    home = data or default_home("zhibu-demo" if mode == "demo" else "zhibu")
    return Cell(home.expanduser().absolute(), mode)


def everyday(data: Path | None) -> Cell:
    """The cell for a command beside a running house, whatever mode that one runs in."""
    return cell_at(data, os.environ.get("ZHIBU_MODE", "local"))


@app.command()
def demo(
    data: Data = None,
    port: Port = PORT,
    no_browser: NoBrowser = False,
    size: Annotated[
        House,
        typer.Option(
            "--size",
            help="college：一个学院；demo：三个学院、1200 人；university：一万人、五百个支部，成批铺成 · laid in bulk",
        ),
    ] = House.DEMO,
) -> None:
    """演示：一所虚构的大学，在浏览器里 · a seeded, invented university in a browser."""
    cell = cell_at(data, "demo")
    wish = Wish(cell, port, browser=not no_browser, seed=True, size=size.value)
    raise typer.Exit(run.house(wish))


@app.command()
def serve(
    data: Data = None,
    port: Port = PORT,
    no_browser: NoBrowser = False,
    local: Annotated[
        bool,
        typer.Option("--local", help="会场局域网，不加密 · a hall's own network, not encrypted"),
    ] = False,
) -> None:
    """正式运行 · run for real, behind an https proxy; --local for a hall's network."""
    cell = cell_at(data, "local" if local else "production")
    raise typer.Exit(run.house(Wish(cell, port, browser=local and not no_browser)))


@app.command("test")
def check_code(
    quick: Annotated[
        bool, typer.Option("--quick", help="略去慢测试 · without the slow tests")
    ] = False,
    update_golden: Annotated[
        bool, typer.Option("--update-golden", help="重写样本文件 · rewrite the golden files")
    ] = False,
    update_slow: Annotated[
        bool,
        typer.Option("--update-slow", help="重写慢测试的名单 · rewrite the list of slow tests"),
    ] = False,
    data: Annotated[Path | None, typer.Option("--data", hidden=True)] = None,
) -> None:
    """检查代码 · every check of the code, exactly as in CI."""
    rewrite = ["--update-golden"] * update_golden + ["--update-slow"] * update_slow
    raise typer.Exit(suite.run(quick=quick, rewrite=rewrite))


@app.command("bench")
def benchmark(
    jobs: Annotated[
        list[str] | None,
        typer.Argument(metavar="[JOB]...", help="a a1 b c f g h i s，缺省全部 · all by default"),
    ] = None,
    size: Annotated[
        Size,
        typer.Option("--size", help="规模 · toy: 试跑；university: 一万人；large: 大数目"),
    ] = Size.UNIVERSITY,
    turns: Annotated[
        int, typer.Option("--turns", min=1, help="各跑几轮，取中位数 · turns, the median is taken")
    ] = 5,
    to: Annotated[
        Path | None,
        typer.Option(
            "--to", help="写进哪一页，缺省 docs/figures.md，试跑不写 · the page that is written"
        ),
    ] = None,
) -> None:
    """测速：每一项和它的极限或同类同场跑 · every job beside its limit or peer, in one run."""
    page = to or (None if size is Size.TOY else ROOT / "docs" / "figures.md")
    wanted = tuple(jobs or figures_of.JOBS)
    ask = figures_of.Ask(wanted, size.value, turns, str(page.absolute()) if page else "")
    raise typer.Exit(figures_of.measure(ask))


@app.command()
def prove(
    check: Annotated[str, typer.Argument(metavar="[CHECK]", help="哪一项 · which one")] = "",
    seed: Annotated[
        int | None, typer.Option("--seed", help="用同一颗种子再来一次 · the same chance again")
    ] = None,
    plant: Annotated[
        bool,
        typer.Option("--plant", help="在副本里种下已知的错 · plant the known faults in a copy"),
    ] = False,
    page: Annotated[
        bool, typer.Option("--page", help="重写 docs/proofs.md · write the page of proofs")
    ] = False,
    keep: Annotated[
        bool, typer.Option("--keep", help="把结果记进 docs/proofs.md · keep the result there")
    ] = False,
    json: Json = False,
) -> None:
    """逐项证明，附数字 · prove each claim at length, with figures."""
    code = 0
    if plant:
        code = planted.run(check=check, as_json=json, keep=keep)
    elif not page:
        code = proofs.run(check=check, seed=seed, as_json=json, keep=keep)
    if page or keep:
        planted.write_page()
    raise typer.Exit(code)


@takes.command("organisations")
def import_organisations(
    file: Path, dry_run: DryRun = False, json: Json = False, data: Data = None
) -> None:
    """导入组织树（xlsx、csv）· the tree of organisations."""
    words = ["organisations", *_flags(dry_run=dry_run, json=json), "--", str(file)]
    raise typer.Exit(run.with_database(everyday(data), "sheets", words))


@takes.command("roster")
def import_roster(
    file: Path,
    branch: Annotated[
        str, typer.Option("--branch", metavar="CODE", help="支部代码 · code of the branch")
    ] = "",
    dry_run: DryRun = False,
    json: Json = False,
    data: Data = None,
) -> None:
    """导入名册（任何版式的 xlsx、xls、csv）· a roster in any layout."""
    words = ["roster", *_flags(dry_run=dry_run, json=json)]
    words += ["--branch", branch] if branch else []
    raise typer.Exit(run.with_database(everyday(data), "sheets", [*words, "--", str(file)]))


@gives.command("roster")
def export_roster(
    to: Annotated[Path, typer.Argument(metavar="FILE.xlsx")],
    branch: Annotated[
        str,
        typer.Option(
            "--branch", metavar="CODE", help="支部代码，缺省为全部 · code of the branch, else all"
        ),
    ] = "",
    columns: Annotated[
        str, typer.Option("--columns", help="列的顺序，逗号分开 · columns in order, by commas")
    ] = "",
    purpose: Annotated[
        str,
        typer.Option(
            "--purpose",
            help="事由，写进水印；超过 50 人会告诉安全管理员 · what for; over 50 rows are told to the security officers",
        ),
    ] = "",
    data: Data = None,
) -> None:
    """导出名册，列的顺序由你定 · the roster in the asked column order."""
    words = ["export", *(["--branch", branch] if branch else [])]
    words += ["--columns", columns] if columns else []
    words += ["--purpose", purpose] if purpose else []
    raise typer.Exit(run.with_database(everyday(data), "sheets", [*words, "--", str(to)]))


@users.command("add")
def user_add(
    number: Annotated[str, typer.Argument(help="学号或工号 · staff or student number")],
    name: Annotated[str, typer.Argument(help="姓名 · name")],
    university: Annotated[
        str,
        typer.Option(
            "--university",
            help="学校党委全称（第一次）· full name of the school committee, first time",
        ),
    ] = "学校党委",
    port: Port = PORT,
    data: Data = None,
) -> None:
    """设一位学校管理员，打印登录条 · an administrator, with a one-time link."""
    words = ["add", number, name, "--university", university, "--base", _base(port)]
    raise typer.Exit(run.with_database(everyday(data), "accounts", words))


@users.command("reset")
def user_reset(
    number: Annotated[str, typer.Argument(help="学号或工号 · staff or student number")],
    second: Annotated[
        bool,
        typer.Option("--second", help="第二道验证也清除 · clear the second factor as well"),
    ] = False,
    port: Port = PORT,
    data: Data = None,
) -> None:
    """给忘记密码的人一张新登录条 · a new one-time link for a forgotten password."""
    words = ["reset", number, "--base", _base(port), *(["--second"] if second else [])]
    raise typer.Exit(run.with_database(everyday(data), "accounts", words))


@figures.command("check")
def insights_check(data: Data = None) -> None:
    """复算全部统计并逐格比较 · count everything once more and compare."""
    raise typer.Exit(run.with_database(everyday(data), "figures", ["check"]))


@figures.command("rebuild")
def insights_rebuild(data: Data = None) -> None:
    """按事实重建统计 · count the facts anew."""
    raise typer.Exit(run.with_database(everyday(data), "figures", ["rebuild"]))


@ledger.callback()
def of_points() -> None:
    """积分 · points."""


@ledger.command("recompute")
def points_recompute(
    check: Annotated[
        bool, typer.Option("--check", help="只核对，不改动 · compare, change nothing")
    ] = True,
    json: Json = False,
    data: Data = None,
) -> None:
    """从事实重新推算全部积分，与账核对 · all points anew from the facts, beside the ledger."""
    words = ["recompute", *(["--check"] if check else []), *_flags(dry_run=False, json=json)]
    raise typer.Exit(run.with_database(everyday(data), "points", words))


@keys.command("list")
def keys_list(data: Data = None) -> None:
    """哪把在用，旧的到哪天 · which key is in use, until when older ones open."""
    cell = everyday(data)
    preflight.folder(cell, embedded=database.is_embedded())
    for line in keyring.lines(cell):
        print(line)


@keys.command("rotate")
def keys_rotate(
    days: Annotated[
        int,
        typer.Option(
            "--days",
            min=8,
            help="旧密钥还能打开多少天，登录和登录条最长 7 天 · days the old key opens; sessions and links last up to 7",
        ),
    ] = keyring.KEPT_DAYS,
    data: Data = None,
) -> None:
    """换一把新密钥，旧的留一段时间 · a new key; the old one opens for a time."""
    cell = everyday(data)
    preflight.folder(cell, embedded=database.is_embedded())
    fresh = keyring.rotate(cell, days=days)
    print(
        f"✓ {fresh}  新密钥；旧的还能打开 {days} 天 · new; the old one opens for {days} days more"
    )
    print("  请重新启动（systemctl restart zhibu）：登录、登录条照常，手机验证器的密文换新密钥。")
    print("  Now restart: sessions and links go on, authenticators are sealed anew.")
    print(
        "  然后备份一次：从前的备份仍带着旧密钥。 Then back up: earlier backups carry the old key."
    )


Key = Annotated[
    Path | None,
    typer.Option("--key", metavar="FILE", help="密钥文件 · the key file"),
]


@app.command()
def backup(
    to: Annotated[
        Path | None,
        typer.Argument(metavar="[FILE|DIR]", help="文件，或放备份的文件夹 · a file, or a folder"),
    ] = None,
    recipient: Annotated[
        list[str] | None,
        typer.Option("--to", metavar="age1…", help="加密给这把公钥 · seal to this public key"),
    ] = None,
    keep: Annotated[
        int,
        typer.Option(
            "--keep",
            min=0,
            help="轮换：最近 N 天、N 周、N 个月各留一份 · keep one of each of the last N days, weeks, months",
        ),
    ] = 0,
    rehearse: Annotated[
        bool,
        typer.Option(
            "--rehearse",
            help="恢复到临时单元，逐表核对，再删掉 · restore into a scratch cell, compare, remove",
        ),
    ] = False,
    plain: Annotated[bool, typer.Option("--plain", help="不加密 · do not seal")] = False,
    key: Key = None,
    data: Data = None,
) -> None:
    """备份数据库和文件，加密成一个归档 · database and files in one sealed archive."""
    wanted = archive.Wanted(to, tuple(recipient or ()), plain, keep, rehearse, key)
    raise typer.Exit(archive.back_up(everyday(data), wanted))


@app.command("backup-key")
def backup_key(
    to: Annotated[Path, typer.Argument(metavar="FILE")],
    data: Data = None,
) -> None:
    """新的备份密钥，以后的备份都加密给它 · a new key; backups are sealed to it from now on."""
    cell = everyday(data)
    preflight.folder(cell, embedded=database.is_embedded())
    public = sealed.make_key(cell, to.absolute())
    print(f"✓ {to}  {public}")
    print("  请抄成两份存到别处，再从这台机器上删掉；没有它，备份打不开。旧备份仍要旧密钥。")
    print("  Keep two copies elsewhere, then remove it here; without it no backup opens.")


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(metavar="FILE")],
    key: Key = None,
    listing: Annotated[
        Path | None,
        typer.Option(
            "--erasures",
            metavar="FILE",
            help="删除清单，缺省用备份旁边的 · list of erasures, else the one beside the backup",
        ),
    ] = None,
    data: Data = None,
) -> None:
    """恢复到一个空的数据文件夹，核对，重做备份之后的删除 · into an empty cell, checked, erasures done again."""
    raise typer.Exit(archive.restore(everyday(data), file, key=key, listing=listing))


@app.command()
def doctor(data: Data = None, port: Port = PORT) -> None:
    """查看各项是否正常 · a table of checks."""
    raise typer.Exit(checks.examine(everyday(data), port))


@app.command("audit")
def check_audit(json: Json = False, data: Data = None) -> None:
    """核对审计链 · walk the chain over the audit notes."""
    raise typer.Exit(run.with_database(everyday(data), "chain", _flags(dry_run=False, json=json)))


def _flags(*, dry_run: bool, json: bool) -> list[str]:
    return [*(["--dry-run"] if dry_run else []), *(["--json"] if json else [])]


def _base(port: int) -> str:
    hosts = [h for h in os.environ.get("ZHIBU_HOSTS", "").split(",") if h]
    return f"https://{hosts[0]}" if hosts else f"http://{run.LOOPBACK}:{port}"


def main() -> None:
    """Run the command; trouble is two sentences and exit code 2."""
    try:
        app(prog_name="./zhibu")
    except Trouble as trouble:
        tell(trouble)
        sys.exit(2)
    except OSError as fault:
        if not disk.is_full(fault):
            raise
        tell(preflight.no_room(fault.filename))
        sys.exit(2)
