"""Headings of many languages and habits: what they say, and in what units."""

from __future__ import annotations

import pytest

from tracker.clean import cut_headings
from tracker.clean.headings import plain_words, read_heading
from tracker.clean.words import word_rows


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Planned Implementation Start Date (MM/DD/YYYY)", {"planned", "works", "start"}),
        ("PLANNED_START_DATE", {"planned", "start"}),
        ("Fecha de inicio prevista", {"date", "start", "planned"}),
        ("geplanterBaubeginn", {"planned", "works", "start"}),
        ("Date de début des travaux", {"date", "start", "works"}),
        ("计划竣工时间", {"planned", "end", "date"}),
        ("Previsão de conclusão", {"planned", "end"}),
        ("ConstructionStartAt", {"works", "start", "date"}),
        ("OperationalTo", {"retire"}),
        ("projectname", {"project", "name"}),
        ("projektname", {"project", "name"}),
        ("PROJECT_NA", {"project", "name"}),
        ("maprojid", {"project", "id"}),
        ("GEM unit/phase ID", {"part", "unit", "stage", "id"}),
        ("Plant name (other)", {"thing", "name", "other"}),
        ("project_name_(local_lang/script)", {"project", "name", "local"}),
        ("Coût total (MDH)", {"cost", "total"}),
        ("总投资（亿元）", {"invest"}),
        ("Maître d'ouvrage", {"owner"}),
        ("% complete", {"percent", "end"}),
        ("Statut", {"status"}),
        ("Project number", {"project", "id"}),
        ("No. de proyecto", {"project", "id"}),
        ("Number of lanes", set()),
        ("NUM_UNITS", {"unit"}),
        ("", set()),
        ("!!!", set()),
    ],
)
def test_headings_are_read_word_by_word(text: str, concepts: set[str]) -> None:
    assert read_heading(text).concepts == concepts


def test_years_and_numbers_of_a_heading() -> None:
    status, cost, second = read_heading("Status 2023"), read_heading("Cost 2024 (CAD) {$M}"), read_heading("Lat. 2")
    assert (status.years, status.stem, status.number) == (("2023",), "status", 0)
    assert (cost.years, cost.stem, cost.hint.currency, cost.hint.multiplier) == (("2024",), "cost", "CAD", 1e6)
    assert (second.stem, second.number) == ("lat", 2)
    assert read_heading("2016/17 TOTAL Baseline").years == ("2016",)


@pytest.mark.parametrize(
    ("text", "multiplier", "currency"),
    [
        ("Monto (millones de soles PEN)", 1e6, "PEN"),
        ("Coût (en millions de FCFA)", 1e6, ""),
        ("Costo (S/ millones)", 1e6, "PEN"),
        ("valor_total_r$", 1.0, "BRL"),
        ("Cost (US$ '000)", 1e3, "USD"),
        ("Length (m)", 1.0, ""),
    ],
)
def test_units_among_other_words(text: str, multiplier: float, currency: str) -> None:
    hint = read_heading(text).hint
    assert (hint.multiplier, hint.currency) == (multiplier, currency)


def test_sentences_are_no_headings() -> None:
    text = "A confidence assessment of the project at a fixed point in time, using a scale of cost and start and end"
    assert read_heading(text).concepts == set()


def test_plain_words_for_people() -> None:
    assert plain_words("Total IDA Commitment (US$)") == "total ida commitment"
    assert plain_words("retiredYear") == "retired year"
    assert plain_words("建设单位") == "建设单位"


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("Наименование объекта", {"name", "project"}),
        ("Плановая дата завершения строительства", {"planned", "date", "end", "works"}),
        ("Фактический срок ввода в эксплуатацию", {"actual", "date", "opening"}),
        ("Степень готовности, %", {"progress", "percent"}),
        ("Ответственный исполнитель", {"agency"}),
        ("Ответственный", {"person"}),
        ("№ п/п", {"running"}),
        ("事業名", {"project", "name"}),
        ("着工予定年月", {"works", "start", "planned", "date"}),
        ("供用開始年度", {"opening", "year"}),
        ("発注者", {"owner"}),
        ("プロジェクト名", {"project", "name"}),
        ("ﾌﾟﾛｼﾞｪｸﾄ名", {"project", "name"}),
        ("電話番号", {"person"}),
        ("사업명", {"project", "name"}),
        ("사업 번호", {"project", "id"}),
        ("준공예정일", {"end", "planned"}),
        ("담당자 연락처", {"person"}),
        ("공정률(%)", {"progress", "percent"}),
        ("اسم المشروع", {"project", "name"}),
        ("حالة مشروع", {"status"}),
        ("تاريخ الانتهاء المتوقع", {"date", "end", "planned"}),
        ("للمقاول", {"contractor"}),
        ("رقم الهاتف", {"person"}),
        ("خط العرض", {"lat"}),
        ("الـمـديـنـة", {"place"}),
    ],
)
def test_headings_in_other_letters(text: str, concepts: set[str]) -> None:
    assert read_heading(text).concepts == concepts


@pytest.mark.parametrize(
    ("text", "multiplier", "currency", "unit"),
    [
        ("Стоимость, млн руб.", 1e6, "RUB", ""),
        ("Стоимость (млрд рублей)", 1e9, "RUB", ""),
        ("Стоимость, млн долл. США", 1e6, "USD", ""),
        ("Сумма, тыс. тенге", 1e3, "KZT", ""),
        ("Протяженность, км", 1.0, "", "km"),
        ("Мощность (МВт)", 1.0, "", "MW"),
        ("総事業費（億円）", 1e8, "JPY", ""),
        ("事業費百万円", 1e6, "JPY", ""),
        ("총사업비(백만원)", 1e6, "KRW", ""),
        ("총사업비(억원)", 1e8, "KRW", ""),
        ("التكلفة (مليون ريال سعودي)", 1e6, "SAR", ""),
        ("التكلفة بالمليار درهم مغربي", 1e9, "MAD", ""),
        ("القيمة (مليون دولار)", 1e6, "", ""),
        ("الطول (كم)", 1.0, "", "km"),
        ("Год", 1.0, "", ""),
        ("Население, чел.", 1.0, "", ""),
    ],
)
def test_units_in_other_letters(text: str, multiplier: float, currency: str, unit: str) -> None:
    heading = read_heading(text)
    assert (heading.hint.multiplier, heading.hint.currency, heading.hint.unit) == (multiplier, currency, unit)
    assert heading.rest <= (text.startswith("Население"))


@pytest.mark.parametrize(
    ("text", "concepts"),
    [
        ("PROJECTNAM", {"project", "name"}),
        ("PLANNED_ST", {"planned", "start", "status"}),  # the cells decide
        ("CONSTRUCTI", {"works"}),
        ("COMPLETI_1", {"end"}),
        ("COST_EST_1", {"cost", "planned"}),
        ("LAST_UPDAT", {"updated"}),
        ("IMPLEMENTI", {"agency"}),
        ("PROJ_MANAG", {"project", "person"}),
        ("CONTRACTVA", set()),
        ("EXPECTED_C", {"planned"}),
        ("PROJECT_CO", {"project"}),  # code, cost, country: nothing
        ("SITE_CONTA", {"thing", "person"}),
        ("SITE_CONT", {"thing"}),  # nine letters: not cut
        ("Total area", {"total", "area"}),
        ("Latitude_1", {"lat"}),
        ("НАИМЕНОВАН", {"name"}),
        ("Наиме", {"name"}),  # ten bytes of UTF-8
        ("计划竣工时", {"planned", "end"}),
        ("prjct_n", {"project"}),  # its name, or its number
        ("cntry", {"country"}),
        ("strt_dt", {"start", "date"}),
        ("cmpltn_", {"end"}),
        ("ownr_nm", {"owner", "name"}),
        ("HVAC", set()),
    ],
)
def test_headings_that_a_shapefile_made_short(text: str, concepts: set[str]) -> None:
    assert read_heading(text).concepts == concepts


def test_likely_words_are_listed() -> None:
    words = set(cut_headings._LIKELY.split())
    assert words <= {row["word"] for row in word_rows("column_words")}


@pytest.mark.parametrize("letter", ["a", "х", "漢", "億", "한", "م", "円"])
def test_a_heading_of_a_hundred_thousand_letters_says_nothing(letter: str) -> None:
    assert read_heading(letter * 100_000).rest <= 1
