"""Cells in Russian, Japanese, Korean and Arabic: statuses, countries, amounts, dates."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.clean.far_dates import far_part, western_year
from tracker.clean.loose_dates import parse_loose
from tracker.clean.myriads import plain_myriads
from tracker.clean.numbers import parse_quantity, unit_hint
from tracker.clean.places import country_codes, is_region
from tracker.clean.status import status_word


@pytest.mark.parametrize(
    ("text", "status"),
    [
        *(("Предложен", "proposed"), ("検討中", "proposed"), ("구상", "proposed"), ("قيد الدراسة", "proposed")),
        *(("Запланировано", "planned"), ("着工予定", "planned"), ("착공 예정", "planned"), ("مخطط له", "planned")),
        *(("В стадии строительства", "construction"), ("工事中", "construction"), ("건설 중", "construction")),
        *(("قيد الإنشاء", "construction"), ("قيد الانشاء", "construction"), ("строится", "construction")),
        *(("Приостановлено", "suspended"), ("休止中", "suspended"), ("보류", "suspended"), ("متوقف", "suspended")),
        *(("Завершён", "completed"), ("завершен", "completed"), ("竣工", "completed"), ("준공", "completed")),
        *(("مكتمل", "completed"), ("Введён в эксплуатацию", "operating"), ("供用中", "operating")),
        *(("운영중", "operating"), ("في الخدمة", "operating"), ("Отменён", "cancelled"), ("中止", "cancelled")),
        *(("취소", "cancelled"), ("ملغى", "cancelled"), ("Выведен из эксплуатации", "retired"), ("廃止", "retired")),
        *(("폐쇄", "retired"), ("خارج الخدمة", "retired"), ("何か", None), ("Иное", None)),
    ],
)
def test_statuses(text: str, status: str | None) -> None:
    assert status_word(text) == status


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        *(("Россия", "RUS"), ("США", "USA"), ("Российская Федерация", "RUS"), ("Соединенные Штаты Америки", "USA")),
        *(("Россия и Китай", "RUS CHN"), ("Босния и Герцеговина", "BIH"), ("Казахстан, Узбекистан", "KAZ UZB")),
        *(("日本", "JPN"), ("アメリカ合衆国", "USA"), ("日本・中国", "JPN CHN"), ("トリニダード・トバゴ", "TTO")),
        *(("대한민국", "KOR"), ("한국 및 일본", "KOR JPN"), ("아랍에미리트", "ARE"), ("베트남", "VNM")),
        *(("مصر", "EGY"), ("المملكة العربية السعودية", "SAU"), ("السعودية، الإمارات", "SAU ARE")),
        *(("مصر والسودان", "EGY SDN"), ("الإمارات", "ARE"), ("الولايات المتحدة الأمريكية", "USA")),
        *(("東京", ""), ("Москва", ""), ("서울", ""), ("القاهرة", "")),
    ],
)
def test_countries(text: str, codes: str) -> None:
    assert country_codes(text) == tuple(codes.split())


def test_regions() -> None:
    assert all(is_region(word) for word in ("Центральная Азия", "東南アジア", "아시아", "الشرق الأوسط"))


@pytest.mark.parametrize(
    ("text", "value", "currency", "unit"),
    [
        *(("12,5 млрд руб.", 12.5e9, "RUB", ""), ("12.5 млн долл. США", 12.5e6, "USD", "")),
        *(("5 миллиардов рублей", 5e9, "RUB", ""), ("3 тыс. км", 3000, "", "km"), ("750 МВт", 750, "", "MW")),
        *(("1,200億円", 120e9, "JPY", ""), ("5千億円", 500e9, "JPY", ""), ("3兆5,000億円", 3.5e12, "JPY", "")),
        *(("1億2000万", 120e6, "", ""), ("100万kW", 1e6, "", "kW"), ("12万トン", 120_000, "", "t")),
        *(("2천억 원", 200e9, "KRW", ""), ("1억 2,000만 원", 120e6, "KRW", ""), ("2조 3,000억원", 2.3e12, "KRW", "")),
        *(("150 مليون دولار أمريكي", 150e6, "USD", ""), ("١٢٫٥ مليار ريال سعودي", 12.5e9, "SAR", "")),
        *(("12 ألف", 12_000, "", ""), ("3.2 مليار يورو", 3.2e9, "EUR", ""), ("120 كم", 120, "", "km")),
        *(("150 مليون دولار", None, "", ""), ("5億5", None, "", ""), ("2千万3億", None, "", "")),
    ],
)
def test_amounts(text: str, value: float | None, currency: str, unit: str) -> None:
    found = parse_quantity(text)
    if value is None:
        assert found is None
    else:
        assert found is not None and (found.value, found.currency, found.unit) == (value, currency, unit)


def test_an_amount_in_myriads_names_its_own_scale() -> None:
    """So that the multiplier of a heading ("億円") is not meant for it."""
    found = parse_quantity("3兆5,000億円")
    assert found is not None and found.scale == 1e8
    assert plain_myriads("約1億2,345万円") == "約12345万円"
    assert plain_myriads("2億円") == "2億円"


@pytest.mark.parametrize(
    ("heading", "multiplier", "currency", "unit"),
    [
        ("Стоимость (млрд руб.)", 1e9, "RUB", ""),
        ("事業費（億円）", 1e8, "JPY", ""),
        ("총사업비 (백만원)", 1e6, "KRW", ""),
        ("التكلفة (مليون ريال سعودي)", 1e6, "SAR", ""),
        ("التكلفة بالمليار درهم مغربي", 1e9, "MAD", ""),
        ("延長（km）", 1, "", "km"),
        ("Длина, км", 1, "", "km"),
    ],
)
def test_headings(heading: str, multiplier: float, currency: str, unit: str) -> None:
    hint = unit_hint(heading)
    assert (hint.multiplier, hint.currency, hint.unit) == (multiplier, currency, unit)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        *(("2024年3月", "2024-03"), ("2024年3月5日", "2024-03-05"), ("令和6年3月", "2024-03"), ("平成元年", "1989")),
        *(("2024年上半期", "2024-40"), ("2024年第3四半期", "2024-35"), ("2024年度", None), ("2024年13月", None)),
        *(("2024년 3월", "2024-03"), ("2024년 3월 15일", "2024-03-15"), ("2024년 하반기", "2024-41")),
        *(("2024년 3분기", "2024-35"), ("март 2024", "2024-03"), ("15 марта 2024 г.", "2024-03-15")),
        *(("мая 2021 года", "2021-05"), ("янв. 2025", "2025-01"), ("2024 год", "2024"), ("3 квартал 2024", "2024-35")),
        *(("IV кв. 2025 г.", "2025-36"), ("1 полугодие 2024", "2024-40"), ("31 февраля 2024", None)),
        *(("مارس 2024", "2024-03"), ("15 مارس 2024", "2024-03-15"), ("٢٠ أبريل ٢٠٢٤", "2024-04-20")),
        *(("كانون الثاني 2024", "2024-01"), ("تشرين الأول 2023", "2023-10"), ("عام 2024", "2024")),
        *(("الربع الثالث من عام 2024", "2024-35"), ("النصف الأول 2025", "2025-40"), ("1445 هـ", None)),
    ],
)
def test_dates(text: str, date: str | None) -> None:
    found = parse_loose(text)
    assert (found.text if found else None) == date


@given(st.text(alphabet="0123456789,. 年月日第四半期上下令和元万億兆억만천원円квартлгIV الربعثنصفم", max_size=40))
def test_no_text_raises(text: str) -> None:
    plain_myriads(text)
    western_year(text)
    far_part(text)
    parse_loose(text)
    parse_quantity(text)
