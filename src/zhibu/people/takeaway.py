"""Everything the roster holds about a person (名册里的个人信息), to be looked at and taken along."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from zhibu.kit.dates import full_day, stamp
from zhibu.kit.offers import Held, HeldPart
from zhibu.people import queries
from zhibu.people.extracts.queries import extracts_of
from zhibu.people.fields import FIELDS
from zhibu.people.models import Person


def held_about(person_id: int) -> list[HeldPart]:
    """Fields, histories, account, sessions, proofs, corrections, looks, exports, own changes.

    Fifteen queries. Raises DoesNotExist.
    """
    person = queries.person_with_histories(person_id)
    return [
        _fields(person, queries.sources_of(person_id)),
        _statuses(person),
        _memberships(person),
        _posts(person),
        _account(person),
        _sittings(person_id),
        _factors(person),
        _corrections(person_id),
        _looks(person_id),
        _extracts(person_id),
        _changes(person_id),
    ]


def _fields(person: Person, sources: dict[str, str]) -> HeldPart:
    base = sources.get("", "")
    held = [
        Held(
            name=name,
            label=str(spec.label),
            value=getattr(person, name),
            shown=spec.shown(person),
            source=sources.get(name, base) if spec.shown(person) else "",
            ask=name,
        )
        for name, spec in FIELDS.items()
        if spec.own
    ]
    held.append(Held("reading", _("姓名读音"), person.reading, person.reading or _("按常用读音")))
    use = _("党员教育管理。本人和本支部书记、副书记、组织委员可以看到；转出两年后脱名。")
    return HeldPart("person", _("基本信息"), use, (tuple(held),))


def _day(name: str, label: str, day: date | None) -> Held:
    return Held(name, label, day, full_day(day) if day else "")


def _statuses(person: Person) -> HeldPart:
    records = tuple(
        (
            Held("kind", _("人员类别"), s.kind, str(s.get_kind_display()), ask="kind"),
            Held("standing", _("党籍状态"), s.standing, str(s.get_standing_display())),
            Held(
                "has_vote",
                _("表决权停止"),
                s.vote_suspended,
                _("是") if s.vote_suspended else _("否"),
            ),
            _day("since", _("起"), s.since),
            _day("until", _("止"), s.until),
            Held("ground", _("依据"), s.ground, s.ground),
        )
        for s in person.statuses.all()
    )
    use = _("党员教育管理。本人、本支部支委和上级组织员可以看到。")
    return HeldPart("statuses", _("人员类别"), use, records)


def _memberships(person: Person) -> HeldPart:
    records = tuple(
        (
            Held(
                "organisation", _("党组织"), m.organisation.name, m.organisation.name, ask="branch"
            ),
            Held(
                "group",
                _("党小组"),
                m.group.name if m.group else "",
                m.group.name if m.group else "",
            ),
            _day("since", _("起"), m.since),
            _day("until", _("止"), m.until),
            Held("ground", _("依据"), m.ground, m.ground),
        )
        for m in person.memberships.all()
    )
    use = _("组织关系管理。本支部党员和上级组织管理员可以看到。")
    return HeldPart("memberships", _("组织关系"), use, records)


def _posts(person: Person) -> HeldPart:
    records = tuple(
        (
            Held("post", _("职务"), a.post, str(a.get_post_display()), ask="posts"),
            Held("organisation", _("党组织"), a.organisation.name, a.organisation.name),
            _day("since", _("起"), a.since),
            _day("until", _("止"), a.until),
            Held("ground", _("依据"), a.ground, a.ground),
        )
        for a in person.appointments.all()
    )
    use = _("任职与权限。本组织成员和上级组织管理员可以看到。")
    return HeldPart("appointments", _("党内职务"), use, records)


def _account(person: Person) -> HeldPart:
    account = getattr(person, "account", None)
    if account is None:
        return HeldPart("account", _("账号"), _("还没有账号。"), ())
    opened = account.opened_at
    record = (
        Held("number", _("登录号"), account.number, account.number),
        Held("opened_at", _("开通"), opened, stamp(opened) if opened else ""),
        Held("is_active", _("启用"), account.is_active, _("是") if account.is_active else _("否")),
        Held(
            "last_login",
            _("上次登录"),
            account.last_login,
            stamp(account.last_login) if account.last_login else "",
        ),
    )
    use = _("登录。密码只存摘要，谁也看不到；支部只看到是否开通。")
    return HeldPart("account", _("账号"), use, (record,))


def _sittings(person_id: int) -> HeldPart:
    records = tuple(
        (
            Held("device", _("设备"), s.device, s.device),
            Held("way", _("登录方式"), s.way, str(s.get_way_display())),
            _day("last_on", _("最近使用"), s.last_on),
        )
        for s in queries.live_sittings(person_id=person_id)
    )
    use = _("登录着的设备。只有本人看得到，退出后删除；不记地点。")
    return HeldPart("sittings", _("登录的设备"), use, records)


def _factors(person: Person) -> HeldPart:
    account = getattr(person, "account", None)
    use = _("第二道验证。密钥加密保存，恢复码只存摘要，谁也看不到。")
    if account is None:
        return HeldPart("factors", _("第二道验证"), use, ())
    held = queries.factors_of(account.pk)
    records = [
        (
            Held("name", _("名称"), key.name, key.name),
            Held("made_at", _("添加"), key.made_at, stamp(key.made_at)),
            _day("last_on", _("最近使用"), key.last_on),
        )
        for key in held.passkeys
    ]
    if held.codes_since:
        since = held.codes_since
        name = _("手机验证器")
        records.append(
            (
                Held("name", _("名称"), name, name),
                Held("made_at", _("添加"), since, stamp(since)),
                Held("left", _("恢复码余"), held.recovery_left, str(held.recovery_left)),
            )
        )
    return HeldPart("factors", _("第二道验证"), use, tuple(records))


def _corrections(person_id: int) -> HeldPart:
    records = tuple(
        (
            Held(
                "field",
                _("项目"),
                c.field,
                str(FIELDS[c.field].label) if c.field in FIELDS else c.field,
            ),
            Held("held", _("现有内容"), c.held, c.held),
            Held("asked", _("应为"), c.asked, c.asked),
            Held("reason", _("说明"), c.reason, c.reason),
            Held("state", _("状态"), c.state, str(c.get_state_display())),
            Held("answer", _("答复"), c.answer, c.answer),
            Held("asked_at", _("提出"), c.asked_at, stamp(c.asked_at)),
        )
        for c in queries.corrections_of(person_id)
    )
    use = _("更正个人信息。本人和答复的人可以看到，两年后删除。")
    return HeldPart("corrections", _("更正申请"), use, records)


def _looks(person_id: int) -> HeldPart:
    records = tuple(
        (
            Held("viewer", _("查阅人"), look.viewer_name, look.viewer_name),
            Held("what", _("看了什么"), look.what, look.what),
            Held("at", _("时间"), look.at, stamp(look.at)),
        )
        for look in queries.looks_at(person_id, limit=10_000)
    )
    use = _("查阅可追溯。本人和审计员可以看到，保存两年。")
    return HeldPart("looks", _("谁看过我的信息"), use, records)


def _extracts(person_id: int) -> HeldPart:
    records = tuple(
        (
            Held("title", _("内容"), e.title, e.title),
            Held(
                "part",
                _("身份"),
                "asked" if e.asked_by_id == person_id else "decided",
                _("申请人") if e.asked_by_id == person_id else _("答复人"),
            ),
            Held("purpose", _("事由"), e.purpose, e.purpose),
            Held("persons", _("人数"), e.persons, str(e.persons)),
            Held("state", _("状态"), e.state, str(e.get_state_display())),
            Held("asked_at", _("申请"), e.asked_at, stamp(e.asked_at)),
        )
        for e in extracts_of(person_id)
    )
    use = _("导出可追溯。申请人、可以同意的人和审计员可以看到，保存两年。")
    return HeldPart("extracts", _("导出申请"), use, records)


def _changes(person_id: int) -> HeldPart:
    records = tuple(
        (
            Held("action", _("动作"), n.action, n.action),
            Held(
                "subject",
                _("对象"),
                f"{n.subject_kind}/{n.subject_id}",
                f"{n.subject_kind}/{n.subject_id}",
            ),
            Held("at", _("时间"), n.at, stamp(n.at)),
        )
        for n in queries.changes_by(person_id)
    )
    use = _("追溯改动。本人和审计员可以看到，保存六年。")
    return HeldPart("changes", _("我做过的改动"), use, records, only_in_file=True)
