"""Drafts of tables whose headings are Russian, Japanese, Korean or Arabic, in the encodings that their offices use."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest
from drafts import amounts, issues_of, written


@dataclass(frozen=True)
class Case:
    """A table, and what a draft of it must say. ``left``: columns of which nothing is known that a field says."""

    encoding: str
    text: str
    id: str
    said: dict[str, str]
    pair: tuple[str, str]
    persons: tuple[str, ...]
    costs: list[tuple[float, str]]
    left: tuple[str, ...]


RUSSIAN = Case(
    "cp1251",
    "№ п/п;Код проекта;Наименование объекта;Субъект РФ;Стоимость строительства, млн руб.;Дата начала строительства;"
    "Плановый срок ввода в эксплуатацию;Строительная готовность, %;Протяженность, км;Заказчик;Генеральный подрядчик;"
    "Источник финансирования;Широта;Долгота;Контактное лицо;Телефон\n"
    "1;М-001;Мост через реку Тихую;Томская область;12 500,5;15.03.2021;2027;45,5;2,4;Управление дорог;Мостстрой;"
    "Бюджет области;56,5;84,9;Иванова А.;123\n"
    "2;М-002;Обход города Верхнего;Пермский край;8 310,0;01.07.2026;31.12.2030;0;33,1;Управление дорог;;Займы;58,0;"
    "56,2;Петров Б.;124\n"
    "3;М-003;Станция Северная;Тюменская область;940,25;12.05.2019;30.09.2025;88,0;0,5;Дирекция;Путь;Займы;57,1;65,5;"
    "Сидоров В.;125\n",
    "Код проекта",
    {
        "name": "Наименование объекта",
        "country": "RUS",  # the currency and the places tell of it
        "cost_estimate": "Стоимость строительства, млн руб.",
        "start_planned": "Дата начала строительства",
        "completion_planned": "Плановый срок ввода в эксплуатацию",
        "progress_pct/unspecified": "Строительная готовность, %",
        "length_km": "Протяженность, км",
        "owner": "Заказчик",
        "contractor": "Генеральный подрядчик",
        "financier": "Источник финансирования",
    },
    ("Широта", "Долгота"),
    ("Контактное лицо", "Телефон"),
    [(12500.5e6, "RUB"), (8310e6, "RUB"), (940.25e6, "RUB")],
    ("Субъект РФ",),
)
JAPANESE = Case(
    "cp932",
    "整理番号,事業名,都道府県,総事業費（億円）,着工年月,完成予定年度,事業主体,施工者,進捗率(%),延長（km）,緯度,経度,担当者,備考\n"
    'A-1,北山ダム建設事業,新潟県,"1,250",2019年4月,2028年,北の県,大野建設,45,0.4,37.5,138.9,山田,特になし\n'
    "A-2,中央道路整備事業,長野県,320,2022年10月,2031年,国土局,川口組,12,15.3,36.2,138.1,鈴木,用地交渉中\n"
    "A-3,南港湾改修事業,福井県,98,2015年6月,2024年,西の県,海洋建設,98,2.2,36.0,136.2,佐藤,\n",
    "整理番号",
    {
        "name": "事業名",
        "country": "JPN",
        "cost_estimate": "総事業費（億円）",
        "start_planned": "着工年月",
        "completion_planned": "完成予定年度",
        "progress_pct/unspecified": "進捗率(%)",
        "length_km": "延長（km）",
        "owner": "事業主体",
        "contractor": "施工者",
    },
    ("緯度", "経度"),
    ("担当者",),
    [(125e9, "JPY"), (32e9, "JPY"), (9.8e9, "JPY")],
    ("都道府県", "備考"),
)
KOREAN = Case(
    "cp949",
    "연번,사업번호,사업명,시도,총사업비(백만원),착공일,준공예정일,공정률(%),연장(km),발주처,시공사,위도,경도,담당자,연락처\n"
    '1,K-1,동해선 철도 건설사업,강원,"125,000",2019-04-01,2027-12-31,65.5,77,철도공단,가나건설,37.5,129.1,김하나,02\n'
    '2,K-2,서부내륙 도로 확장공사,충남,"8,900",2022-10-15,2026-06-30,31,12.5,도로청,다라건설,36.5,126.7,이둘,02\n'
    '3,K-3,남부 항만 개발사업,전남,"34,000",2021-03-02,2029-12-31,20,3,해양청,마바건설,34.8,126.4,박셋,02\n',
    "사업번호",
    {
        "name": "사업명",
        "country": "KOR",
        "cost_estimate": "총사업비(백만원)",
        "start_planned": "착공일",
        "completion_planned": "준공예정일",
        "progress_pct/unspecified": "공정률(%)",
        "length_km": "연장(km)",
        "owner": "발주처",
        "contractor": "시공사",
    },
    ("위도", "경도"),
    ("담당자", "연락처"),
    [(125e9, "KRW"), (8.9e9, "KRW"), (34e9, "KRW")],
    ("시도",),
)
ARABIC = Case(
    "utf-8",
    "رقم المشروع,اسم المشروع,الدولة,المحافظة,التكلفة (مليون ريال سعودي),تاريخ البدء,تاريخ الانتهاء المتوقع,"
    "نسبة الإنجاز %,الطول (كم),الجهة المالكة,المقاول الرئيسي,خط العرض,خط الطول,رقم الهاتف,ملاحظات\n"
    'س-1,قطار الشمال,Saudi Arabia,الرياض,"12,500",2019-04-01,2027-12-31,65.5,410,هيئة النقل,البناء,24.7,46.7,05,متأخر\n'
    "س-2,جسر الميناء,Saudi Arabia,جدة,890,2022-10-15,2026-06-30,31,1.2,أمانة جدة,الجسور,21.5,39.2,051,\n"
    'س-3,محطة التحلية,Saudi Arabia,الجبيل,"3,400",2021-03-02,2029-12-31,20,0.4,المياه,الماء,27.0,49.6,052,جديد\n',
    "رقم المشروع",
    {
        "name": "اسم المشروع",
        "country": "الدولة",
        "cost_estimate": "التكلفة (مليون ريال سعودي)",
        "start_planned": "تاريخ البدء",
        "completion_planned": "تاريخ الانتهاء المتوقع",
        "progress_pct/unspecified": "نسبة الإنجاز %",
        "length_km": "الطول (كم)",
        "owner": "الجهة المالكة",
        "contractor": "المقاول الرئيسي",
    },
    ("خط العرض", "خط الطول"),
    ("رقم الهاتف",),
    [(12500e6, "SAR"), (890e6, "SAR"), (3400e6, "SAR")],
    ("المحافظة", "ملاحظات"),
)


@pytest.mark.parametrize("case", [RUSSIAN, JAPANESE, KOREAN, ARABIC], ids=["Russian", "Japanese", "Korean", "Arabic"])
def test_headings_in_other_letters_are_placed(tmp_path: Path, case: Case) -> None:
    it = written(tmp_path, case.text, encoding=case.encoding)
    assert it.said == case.said
    assert it.mapping.record.id == (case.id,)
    assert it.place.pairs == (case.pair,)
    assert it.mapping.source.redact == case.persons
    assert [line.split("  ")[0] for line in it.unplaced()] == list(case.left)
    records, issues = it.read(tmp_path)
    assert amounts(records, "cost_estimate") == case.costs
    assert sum(c.field == "geometry" for r in records for c in r.claims) == 3
    assert issues_of(issues, "error") == issues_of(issues, "warning") == {}


def test_a_turned_table_with_russian_headings(tmp_path: Path) -> None:
    text = (
        "Код проекта;А-1;А-2\nНаименование проекта;Мост;Порт\nЗаказчик;Дирекция;Управление\n"
        "Стоимость (млрд руб.);1,5;12\nСрок ввода;2027;2031\n"
    )
    it = written(tmp_path, text)
    assert it.mapping.file.transposed
    records, _ = it.read(tmp_path)
    assert [r.native_id for r in records] == ["А-1", "А-2"]
    assert amounts(records, "cost_estimate") == [(1.5e9, "RUB"), (12e9, "RUB")]
