"""The proofs (证明) by name: what each holds, and the tests that show it."""

from __future__ import annotations

from dataclasses import dataclass

from zhibu.ops.trouble import Trouble


@dataclass(frozen=True, slots=True)
class Proof:
    """One thing that must hold. tests: pytest's own words for those that show it."""

    name: str
    title: str
    holds: str
    tests: tuple[str, ...]


PROOFS: tuple[Proof, ...] = (
    Proof(
        "permissions",
        "权限",
        "每个网址 × 每种职务 × 各处的对象，答复与权限表一致，看不到的字一个不漏",
        ("tests/house/test_permission_table.py",),
    ),
    Proof(
        "ledger",
        "积分账",
        "任意操作之后，从事实重新推算的账与存的一致；改过的每一行都找得出",
        ("tests/points/test_recount.py", "tests/points/test_ledger_tables.py"),
    ),
    Proof(
        "idempotency",
        "幂等",
        "每个提交发两次，先后发或同时发，都只生效一次，没有 5xx",
        (
            "tests/house/test_idempotency.py",
            "tests/house/test_at_once.py",
            "tests/house/test_posts_at_once.py",
        ),
    ),
    Proof(
        "immutability",
        "只增不改",
        "审计、积分等只增不改的表，应用的数据库角色改不了、删不了、清不空",
        (
            "tests/trail/test_append_only.py",
            "tests/trail/test_trail.py::test_the_database_refuses_to_rewrite_a_note",
            "tests/trail/test_trail.py::test_the_application_has_no_right_to_rewrite_history",
        ),
    ),
    Proof(
        "kills",
        "强制结束",
        "写的进程和数据库在随机时刻被 kill -9，答复过的一件不少、一件不重，没有做了一半的",
        ("tests/ops/test_kill_writers.py", "tests/ops/test_kill.py"),
    ),
    Proof(
        "disk-full",
        "磁盘满",
        "磁盘填满时，页面、导入、附件、记分、备份都说一句清楚的话，没有做了一半的，答复过的一件不少；腾出空间就接着用",
        (
            "tests/ops/test_disk_full.py",
            "tests/ops/test_backup.py::test_a_backup_onto_a_full_disk_is_one_sentence_and_leaves_nothing",
        ),
    ),
    Proof(
        "imports",
        "导入",
        "损坏的文件和炸弹文件，读出或说清原因，时间和内存有界；交到页面上，得到预览或一句话，什么也没有导入",
        ("tests/kit/sheets/test_bombs.py", "tests/people/imports/test_any_file.py"),
    ),
    Proof(
        "jobs",
        "毒任务",
        "处理不了的事实试五次就搁置，其余的照常送达",
        ("tests/trail/test_poison.py",),
    ),
    Proof(
        "clock",
        "时钟",
        "机器在五个时区、月末学期末年末闰日、1986 至 1991 年夏令时，日子都不差一天",
        ("tests/people/test_clock_edges.py",),
    ),
    Proof(
        "restore",
        "恢复",
        "备份再恢复，逐表摘要相等；损坏的归档不用",
        ("tests/ops/test_backup.py",),
    ),
    Proof(
        "upgrade",
        "升级",
        "从各室最早的数据表升到今天：每一行都在，约束、守护和新装的一样，审计链完整，页面打得开。还没有发行过，所以从第一步迁移算起",
        ("tests/ops/test_upgrade.py",),
    ),
    Proof(
        "audit",
        "审计链",
        "改动、删除、调换、插入、截断、改号、整条重写，核对时都找得出",
        ("tests/trail/test_trail.py", "tests/trail/test_tampering.py"),
    ),
    Proof(
        "sign-in",
        "登录",
        "同一个校园地址后面的五百人，六十秒内都进得来；猜密码的会慢下来",
        ("tests/people/test_one_address.py",),
    ),
    Proof(
        "repository",
        "仓库",
        "仓库里没有密钥、证件号、手机号、某台机器的路径",
        (
            "tests/house/test_repository.py",
            "tests/house/test_tidy.py::test_nothing_names_a_registry_or_a_path_of_one_machine",
        ),
    ),
    Proof(
        "logs",
        "日志",
        "每个网址的请求，正常的、被拒的、中途出错的，日志和出错邮件里没有一个个人的字",
        (
            "tests/house/test_headers.py::test_no_request_leaves_anything_of_anybody_in_the_logs",
            "tests/web/test_operation.py",
        ),
    ),
    Proof(
        "no-scripts",
        "不用脚本",
        "浏览器关掉 JavaScript，登录、导入、出方案、报名、签到、确认记录、提异议、回执八件事都走得完",
        (
            "tests/browser/test_no_scripts.py",
            "tests/kit/test_scripts.py",
            "tests/browser/test_sign_in.py::test_without_scripts_there_is_no_button_for_a_passkey",
        ),
    ),
    Proof(
        "dependencies",
        "依赖",
        "每个包锁定到字节，装的就是锁的，许可证都合用，没有已知的旧漏洞；问得到漏洞库就问，问不到写明没有问",
        ("tests/house/test_dependencies.py", "tests/ops/test_requirements.py"),
    ),
    Proof(
        "headers",
        "安全标头",
        "每个网址的策略与标头逐字相等，页面里没有内联脚本和样式",
        ("tests/house/test_headers.py",),
    ),
)


def by_name(name: str) -> tuple[Proof, ...]:
    """The one of this name, all for an empty one. Raises Trouble when there is none."""
    found = tuple(proof for proof in PROOFS if name in ("", proof.name))
    if not found:
        known = "、".join(proof.name for proof in PROOFS)
        raise Trouble(
            "no-such-proof",
            zh=f"没有名为 {name} 的证明。有：{known}。",
            en=f"There is no proof named {name}; the names stand above.",
        )
    return found
