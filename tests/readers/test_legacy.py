"""Encodings of before Unicode, told by the letters."""

from __future__ import annotations

from pathlib import Path

import pytest

from tracker.readers.decoding import find_encoding

_RUSSIAN = "Номер;Наименование объекта;Стоимость\n1;Мост через реку Лена;5\n2;Обход города Хабаровска;7\n"
_CHINESE = "编号,项目名称,总投资,状态\n1,平陆运河工程,727亿元,在建\n2,西江枢纽的扩能,45亿元,已批准\n"
_SAMPLES = [
    ("cp1251", _RUSSIAN),
    ("koi8-r", _RUSSIAN),
    ("cp866", _RUSSIAN),
    ("iso8859-5", _RUSSIAN),
    ("cp1251", "№;Назва проєкту\n1;Міст через річку Дніпро\n2;Реконструкція порту Одеса\n"),
    ("cp932", "事業番号,事業名,事業費（億円）\nA-1,リニア中央新幹線,70482\nA-2,北海道新幹線の延伸,23159\n"),
    ("euc_jp", "事業番号,事業名,事業費\nA-1,リニア中央新幹線,70482\nA-2,つくばエクスプレスの延伸,23159\n"),
    ("cp949", "번호,사업명,국가,총사업비\n1,가덕도신공항,대한민국,134913\n2,수도권 광역급행철도,대한민국,29017\n"),
    ("cp950", "編號,計畫名稱,地點,總經費\n1,桃園國際機場第三航廈,桃園市,956\n2,高雄捷運黃線,高雄市,1442\n"),
    ("gb18030", _CHINESE),
    ("cp1253", "Κωδικός;Όνομα έργου\n1;Γέφυρα στον ποταμό\n2;Αυτοκινητόδρομος της Κρήτης\n"),
    ("cp1256", "الرقم;اسم المشروع\n1;مشروع قناة البحرين\n2;مترو الرياض الجديد\n"),
    ("cp1255", "מספר;שם הפרויקט\n1;הרכבת הקלה בתל אביב\n2;נמל חיפה החדש\n"),
    ("cp1250", "Číslo;Název stavby\n1;Dálnice D35 Opatovec – Staré Město\n2;Příprava železničního uzlu Brno\n"),
    (
        "cp1250",
        "Nr;Nazwa inwestycji\n1;Budowa drogi ekspresowej Łódź – Żyrardów\n2;Przebudowa mostu na Wiśle, ścieżka\n",
    ),
    ("cp1254", "No;Proje adı\n1;İzmir körfez geçişi yapımı\n2;Ankara–Eskişehir hızlı tren hattı\n"),
    ("cp1252", "Réf;Intitulé de l'opération\n1;Écluse du canal à grand gabarit\n2;Métro d'Abidjan – dépôt ouest\n"),
    (
        "cp1252",
        "Código;Nome da obra;Situação\n1;Construção da ponte;Concluído\n2;Duplicação;Em licitação não iniciada\n",
    ),
    ("cp1252", "Nr.;Bezeichnung\n1;Brücke über die Elbe\n2;Straße nach Köln, größter Abschnitt für Schwerverkehr\n"),
    ("cp1252", "Nr;Projekt\n1;Ny bro over Storebælt, første etape\n2;Jernbane på Fyn, større anlæg\n"),
    ("cp1252", "Clave;Obra\n1;Construcción del túnel y reparación de la vía\n2;Señalización año próximo\n"),
]


@pytest.mark.parametrize(("encoding", "text"), _SAMPLES, ids=lambda s: ascii(s[:12]))
def test_the_letters_tell_the_encoding(tmp_path: Path, encoding: str, text: str) -> None:
    path = tmp_path / "table.csv"
    path.write_bytes(text.encode(encoding))
    found = find_encoding(path)
    assert path.read_bytes().decode(found.encoding) == text
    assert found.notes[0][0] == "encoding-guessed"  # it stays a guess


def test_what_the_sample_tells_and_the_file_contradicts_is_not_taken(tmp_path: Path) -> None:
    path = tmp_path / "table.csv"
    good = "番号,事業名\n" + "1,リニア中央新幹線の延伸\n" * 20_000
    path.write_bytes(good.encode("cp932") + b"2,\x81\n3,\xfe\xff\n")
    assert find_encoding(path).encoding == "latin-1"
