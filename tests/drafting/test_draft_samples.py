"""Drafts of tables that publishers of many countries might send: written here, unlike any real file we have."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import numpy as np
import pyogrio
import pytest
import shapely
import xlsxwriter
from drafts import drafted, issues_of, written

from tracker.errors import FormatError

# -- a ministry: title lines, semicolons, decimal commas, Windows-1252

MINISTRY = """Ministerio de Obras Públicas;;;;;;;;;
Relación de obras al 31/03/2025;;;;;;;;;
;;;;;;;;;
Código de proyecto;Nombre de la obra;Provincia;Estado;Monto de inversión (millones de soles PEN);Fecha de inicio;\
Fecha de fin prevista;Avance físico (%);Contratista;Correo de contacto
OB-001;Puente sobre el río Alto;Lima;En ejecución;1.234,50;15/02/2022;30/09/2026;45,5;Constructora Uno;ana@mop.example
OB-002;Carretera Norte tramo 2;Piura;En licitación;310,00;01/07/2027;31/12/2029;0,0;;luis@mop.example
OB-003;Hospital regional;Cusco;Concluida;89,75;03/03/2019;28/02/2023;100,0;Obras del Sur;eva@mop.example
OB-004;Represa Chica;Puno;Paralizada;2.000,00;12/10/2020;30/06/2025;33,3;Consorcio Lago;eva@mop.example
"""


def test_a_ministry(tmp_path: Path) -> None:
    it = written(tmp_path, MINISTRY, encoding="cp1252")
    assert it.mapping.record.id == ("Código de proyecto",)
    assert it.said == {
        "name": "Nombre de la obra",
        "status": "Estado",
        "start_planned": "Fecha de inicio",
        "start_actual": "Fecha de inicio",
        "completion_planned": "Fecha de fin prevista",
        "cost_estimate": "Monto de inversión (millones de soles PEN)",
        "progress_pct/physical": "Avance físico (%)",
        "contractor": "Contratista",
    }
    f = it.mapping.file
    assert (f.decimal, f.date_order) == (",", "dmy")
    assert '# encoding = "cp1252"' in it.toml  # a guess, which the import goes on to tell
    cost = it.rule("cost_estimate")
    assert (cost.unit, cost.multiplier) == ("PEN", 1e6)
    assert '# as_of = "2025-03-31"   # its title says so' in it.toml
    records, issues = it.read(tmp_path)
    assert [(c.value, c.unit) for r in records for c in r.claims if c.field == "cost_estimate"] == [
        (1234.5e6, "PEN"), (310e6, "PEN"), (89.75e6, "PEN"), (2e9, "PEN"),
    ]  # fmt: skip
    starts = {c.field: c.value.text for r in records[:2] for c in r.claims if c.field.startswith("start")}  # type: ignore[union-attr]
    assert starts == {"start_actual": "2022-02-15", "start_planned": "2027-07-01"}
    assert issues_of(issues, "error") == issues_of(issues, "warning") == {}


def test_persons_are_neither_stored_nor_shown(tmp_path: Path) -> None:
    it = written(tmp_path, MINISTRY, encoding="cp1252")
    assert it.mapping.source.redact == ("Correo de contacto",)
    records, _ = it.read(tmp_path)
    assert all("Correo de contacto" not in r.content for r in records)
    assert "@" not in it.toml


# -- a bank: a workbook with a title, a currency column, dates as cells

BANK = [
    ("L1001", "Coastal Railway", "Morocco", "Railways", "Under construction", 12_500_000_000, "MAD", 350,
     dt.date(2019, 5, 20), dt.date(2027, 12, 31), 33.5, -7.6, "ONCF", "A. Person", "1", "1"),
    ("L1002", "Valley Dam", "Kenya", "Hydropower", "Planned", 90_000_000_000, "KES", 420,
     dt.date(2021, 3, 1), dt.date(2030, 6, 30), -0.5, 36.9, "KenGen", "B. Person", "2", "2"),
    ("L1003", "City Metro Line 2", "Egypt", "Urban transport", "On hold", 2_100_000_000, "EUR", 600,
     dt.date(2018, 11, 11), dt.date(2026, 1, 31), 30.05, 31.24, "NAT", "C. Person", "3", "3"),
]  # fmt: skip
BANK_HEAD = (
    "Loan No.", "Project title", "Borrowing country", "Sector", "Stage", "Total Project Cost", "Currency",
    "Loan amount (USD m)", "Approval date", "Expected completion", "Latitude", "Longitude", "Executing agency",
    "Task team leader", "Project URL", "Thumbnail",
)  # fmt: skip


@pytest.fixture
def bank(tmp_path: Path) -> Path:
    path = tmp_path / "portfolio.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, day = book.add_worksheet("Portfolio"), book.add_format({"num_format": "yyyy-mm-dd"})
        book.add_worksheet("Notes").write(0, 0, "read me")
        sheet.write(0, 0, "Development Bank: portfolio as of 30 June 2025")
        sheet.write_row(2, 0, BANK_HEAD)
        for r, row in enumerate(BANK, 3):
            *cells, page, picture = row
            for i, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(r, i, cell, day)
                else:
                    sheet.write(r, i, cell)
            sheet.write_string(r, 14, f"https://bank.example/{page}")
            sheet.write_string(r, 15, f"https://bank.example/{picture}.png")
    return path


def test_a_bank(bank: Path, tmp_path: Path) -> None:
    it = drafted(bank)
    assert it.mapping.file.sheet == "Portfolio"
    assert it.mapping.record.id == ("Loan No.",)
    assert it.mapping.record.url_column == "Project URL"
    assert it.said == {
        "name": "Project title",
        "country": "Borrowing country",
        "sector": "Sector",
        "status": "Stage",
        "completion_planned": "Expected completion",
        "milestone/approval": "Approval date",
        "cost_estimate": "Total Project Cost",
        "budget_allocated/loan amount": "Loan amount (USD m)",
        "owner/executing agency": "Executing agency",
    }
    assert it.rule("cost_estimate").unit_column == "Currency"
    assert (it.rule("budget_allocated").unit, it.rule("budget_allocated").multiplier) == ("USD", 1e6)
    assert it.place.pairs == (("Latitude", "Longitude"),)
    assert it.mapping.ignore == ("Task team leader", "Thumbnail")
    records, issues = it.read(tmp_path)
    assert [(c.value, c.unit) for r in records for c in r.claims if c.field == "cost_estimate"] == [
        (12.5e9, "MAD"), (90e9, "KES"), (2.1e9, "EUR"),
    ]  # fmt: skip
    assert issues_of(issues, "error") == issues_of(issues, "warning") == {}


# -- a colleague: a shapefile in projected metres, headings cut at ten letters


def test_a_shapefile_of_a_colleague(tmp_path: Path) -> None:
    path = tmp_path / "roads_final2.shp"
    columns = {
        "OBJECTID": np.arange(1, 5),
        "PROJ_ID": np.array(["RD-1", "RD-2", "RD-3", "RD-4"], dtype=object),
        "PROJECT_NA": np.array(["Ring road", "Lake road", "Hill road", "Port road"], dtype=object),
        "COUNTRY": np.array(["Uganda", "Uganda", "Kenya", "Kenya"], dtype=object),
        "STATUS": np.array(["Ongoing", "Completed", "Proposed", "Ongoing"], dtype=object),
        "LENGTH_KM": np.array([12.5, 80.25, 33.0, 7.75]),
        "COST_USD_M": np.array([45.5, 120.0, 61.2, 18.0]),
        "START_DATE": np.array(["2021-03-01", "2015-06-01", "2028-01-01", "2022-02-02"], dtype=object),
        "SHAPE_LENG": np.array([0.1, 0.2, 0.3, 0.4]),
    }
    lines = [shapely.to_wkb(shapely.LineString([(3.6e6, 1e4 * k), (3.7e6, 1e4 * k)])) for k in range(4)]
    pyogrio.raw.write(
        path, np.array(lines, dtype=object), list(columns.values()), list(columns), geometry_type="LineString",
        crs="EPSG:3857",
    )  # fmt: skip
    it = drafted(path)
    assert it.mapping.record.id == ("PROJ_ID",)
    assert it.place.native
    assert it.said == {
        "name": "PROJECT_NA",
        "country": "COUNTRY",
        "status": "STATUS",
        "start_planned": "START_DATE",
        "start_actual": "START_DATE",
        "cost_estimate": "COST_USD_M",
        "length_km": "LENGTH_KM",
    }
    assert (it.rule("cost_estimate").unit, it.rule("cost_estimate").multiplier) == ("USD", 1e6)
    assert it.mapping.ignore == ("OBJECTID",)
    records, issues = it.read(tmp_path)
    assert sum(c.field == "geometry" for r in records for c in r.claims) == 4
    assert issues_of(issues, "warning") == {}


def test_coordinates_that_do_not_say_what_they_are_in(tmp_path: Path) -> None:
    path = tmp_path / "sites.shp"
    names = np.array(["Ring road", "Lake road"], dtype=object)
    shapes = np.array([shapely.to_wkb(shapely.Point(3.6e6, 1e4 * k)) for k in range(2)], dtype=object)
    pyogrio.raw.write(path, shapes, [names], ["NAME"], geometry_type="Point", crs="EPSG:3857")
    path.with_suffix(".prj").unlink()
    with pytest.raises(FormatError):
        drafted(path)
    it = drafted(path, crs="EPSG:3857")
    assert it.mapping.file.crs == "EPSG:3857"
    records, _ = it.read(tmp_path)
    assert sum(c.field == "geometry" for r in records for c in r.claims) == 2


# -- headings in other languages

CHINESE = """序号,项目名称,项目编号,所在省份,建设状态,总投资（亿元）,开工日期,计划竣工时间,\
建设单位,施工单位,经度,纬度,联系人,联系电话
1,西江运河一期,GX-001,广西,在建,727.3,2022年8月28日,2026年12月,广西运河集团,中交某局,108.61,22.03,张三,0771-123456
2,北部湾高铁,GX-002,广西,规划,310,,2030年12月,南宁铁路局,,108.33,21.95,李四,0771-654321
3,红水河水电站,GX-003,广西,已建成,88.5,2015年3月1日,2020年6月,华电公司,葛洲坝,107.2,24.01,王五,0771-111222
4,左江大桥,GX-004,广西,停工,12.25,2021年5月6日,2025年9月,交投集团,路桥公司,107.35,22.4,赵六,0771-333444
"""


def test_chinese_headings_in_gb18030(tmp_path: Path) -> None:
    it = written(tmp_path, CHINESE, encoding="gb18030")
    assert it.mapping.record.id == ("项目编号",)
    assert it.said == {
        "name": "项目名称",
        "country": "CHN",  # the currency and the places tell of it
        "status": "建设状态",
        "start_actual": "开工日期",
        "completion_planned": "计划竣工时间",
        "cost_estimate": "总投资（亿元）",
        "owner": "建设单位",
        "contractor": "施工单位",
    }
    assert (it.rule("cost_estimate").unit, it.rule("cost_estimate").multiplier) == ("CNY", 1e8)
    assert it.place.pairs == (("纬度", "经度"),)
    assert it.mapping.source.redact == ("联系人", "联系电话")
    records, issues = it.read(tmp_path)
    assert records[0].native_id == "GX-001"
    assert issues_of(issues, "warning") == {}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "N°;Intitulé du projet;Pays;Statut;Coût total (M€);Date de début des travaux;Mise en service prévue;"
            "Maître d'ouvrage;Entreprise;Longueur (km)\n"
            "1;Ligne nouvelle Est;France;En travaux;4 200,5;12/03/2021;2030;SNCF Réseau;Bouygues;106\n"
            "2;Contournement Sud;France;À l'étude;310;;2032;DREAL;;24,5\n"
            "3;Port vrac;Sénégal;Terminé;95,25;15/09/2016;2021;Port de Dakar;Eiffage;0,9\n",
            {
                "name": "Intitulé du projet", "country": "Pays", "status": "Statut", "cost_estimate": "Coût total (M€)",
                "start_actual": "Date de début des travaux", "completion_planned": "Mise en service prévue",
                "owner": "Maître d'ouvrage", "contractor": "Entreprise", "length_km": "Longueur (km)",
            },
        ),
        (
            "Projektnr;Projektname;Land;Projektstatus;Gesamtkosten (Mio. EUR);Baubeginn;Inbetriebnahme geplant;"
            "Bauherr\n"
            "A1;Brenner Zulauf;Deutschland;In Bau;7.000,0;2022;2040;DB InfraGO\n"
            "A2;Fehmarnbelt Anbindung;Deutschland;In Bau;3.400,5;2024;2029;DB InfraGO\n"
            "A3;Stadttunnel;Österreich;Fertiggestellt;120,0;2015;2020;ASFINAG\n",
            {
                "name": "Projektname", "country": "Land", "status": "Projektstatus", "start_actual": "Baubeginn",
                "cost_estimate": "Gesamtkosten (Mio. EUR)", "completion_planned": "Inbetriebnahme geplant",
                "owner": "Bauherr",
            },
        ),
        (
            "codigo,nome_do_empreendimento,uf,situacao,valor_total_r$,data_inicio,data_fim_prevista,percentual_execucao\n"
            "1,Usina Norte,PA,Em execução,1500000000.00,2020-01-15,2027-12-31,0.65\n"
            "2,Ferrovia Leste,BA,Paralisada,6400000000.50,2011-06-01,2026-06-30,0.75\n"
            "3,Canal Sul,CE,Concluída,820000000.00,2008-03-10,2017-12-31,1\n",
            {
                "name": "nome_do_empreendimento", "status": "situacao", "cost_estimate": "valor_total_r$",
                "start_actual": "data_inicio", "completion_planned": "data_fim_prevista",
                "progress_pct/unspecified": "percentual_execucao",
            },
        ),
        (
            "project_code\tprojectname\tcountry_iso3\tproject_status\testimated_cost_m_eur\tconstructionStart\tcompletionDateActual\n"
            "1a\tNorth dam\tKEN\tCompleted\t12.5\t2001-02-03\t2008-01-01\n"
            "1b\tSouth dam\tUGA\tCompleted\t13.5\t2002-02-03\t2009-01-01\n",
            {
                "name": "projectname", "country": "country_iso3", "status": "project_status",
                "cost_estimate": "estimated_cost_m_eur", "start_actual": "constructionStart",
                "completion_actual": "completionDateActual",
            },
        ),
    ],
    ids=["French", "German", "Portuguese", "glued"],
)  # fmt: skip
def test_headings_of_other_languages_and_habits(tmp_path: Path, text: str, said: dict[str, str]) -> None:
    it = written(tmp_path, text)
    assert it.said == said
    assert it.mapping.record.id == (text.replace("\t", ";").replace(",", ";").split(";")[0],)
    _, issues = it.read(tmp_path)
    assert set(issues_of(issues, "warning")) <= {"no-currency"}


def test_the_table_of_the_how_to_is_read_as_its_mapping_says(tmp_path: Path) -> None:
    it = written(
        tmp_path,
        "Ref;Project;Where;State;Cost (EUR m);Opening;Lat;Long\n"
        "R-01;Harbour tunnel;Netherlands;Under construction;1.250,5;30/06/2029;52,10;4,30\n"
        "R-02;North bypass;Netherlands;Planned;310;2031;53,05;5,80\n",
    )
    assert it.draft.count == "8 of 8 columns placed, 0 ignored, 0 not placed"
    records, issues = it.read(tmp_path)
    assert sum(len(r.claims) for r in records) == 12
    assert issues_of(issues, "warning") == {}
