"""Full names of private people are noticed; places, brands and characters are not. All made up."""

import pytest

from seemly.errors import ConfigurationError
from seemly.guard.text import names
from seemly.guard.text.names import Names
from seemly.guard.text.normalise import fold

#: Ten made-up full names a group, 200 together.
PEOPLE = {
    "en": "Abigail Thornbury; Marcus Whitfield; Joanna Pemberton; Kyle Radcliffe-Moss; Eileen Hargreaves; Gareth Pritchley; Tiffany Lowndes; Rose Baker; Mark Wilson; Samantha Quillfeather",
    "de": "Anneliese Krummbach; Jürgen Steinfelder; Heike Dollinger; anna schmidt; Torsten Wiesengrund; Rosa Schneider; Gudrun Pfeffermann; Uwe Brandauer; Friederike von Ahlen; Detlef Kohlhase",
    "fr": "Amélie Rochefontaine; Thibault Delacour; Solène Marchandeau; Loïc Kerbrat; Mireille Dubosq; Guillaume Tessandier; Chantal Petitjean; claire dubois; Baptiste Lorrain; Anaïs Verdier",
    "nl": "Anneke Vermeulen; Joost van den Brink; Sanne Hoogland; Jeroen Kuipers; Marieke de Vries; Wouter Boskamp; Thijs Langeveld; femke jansen; Ruud Oosterling; Nienke Schaap",
    "es": "Alejandra Montalbán; Joaquín Berrocal; Lucía Peñafiel; Rocío Carmona; Gonzalo Villaseñor; maría garcía; Macarena Olmedo; Fernando de la Cueva; Nuria Casals; Álvaro Quiroga",
    "pt": "João Carvalhal; Mafalda Teixeira; Thiago Nogueira; Beatriz Fontoura; Gonçalo Meireles; Leonor Sampaio; Rui Falcão; Larissa Mendonça; Duarte Noronha; joana pereira",
    "it": "Giulia Bertolini; Francesco Maniscalco; Chiara Dellacasa; Matteo Zanardi; Ilaria Fossati; Giuseppe Lombardi; Donatella Righi; Umberto Sartori; lucia rossi; Federica Brambilla",
    "sv": "Gunilla Strandmark; Anders Ekholm; Linnea Sjögren; Håkan Blomdahl; Pernille Kjærgaard; Solveig Nordli; Mikko Rantala; Päivi Koskela; Torbjörn Hellqvist; Signe Aagaard",
    "pl": "Małgorzata Wiśniewska; Krzysztof Nowicki; Agnieszka Borowiec; Zbigniew Tomczak; Katarzynę Zielińską; Wojciech Gajda; Bartosz Czarnecki; Halina Sroka; Ewelina Pawlak; Grzegorz Malec",
    "cs": "Zdeňka Havlíková; Ondřej Marek; Lenku Dvořákovou; Václav Sklenář; Jiřina Nováková; Vojtěch Hruška; Zuzana Kováčová; Jaroslav Bílek; Kateřina Malá; Libor Straka",
    "hr": "Željka Horvatić; Dragan Petrović; Snežana Ilić; Tomislav Brkić; Ljiljana Marković; Nebojša Savić; Vesna Jurić; Mirjana Tadić; Stjepan Kralj; Branka Kovačević",
    "hu": "Kovács Zsuzsanna; Balázs Tóthfalusi; Nagy Erzsébet; Szabó László; Ildikó Farkas; Gergely Bodnár; Tímea Révész; Horváth Csaba; Orsolya Pintér; Zoltán Vadas",
    "ro": "Andreea Munteanu; Răzvan Ciobotaru; Ionuț Pârvulescu; Mihaela Dragomir; Gheorghe Lupu; Raluca Stănescu; Florin Bălan; Ileana Vasilescu; Bogdan Neagu; Cătălina Moraru",
    "ru": "Екатерина Воробьёва; Сергей Лапшин; Анну Иванову; Дмитрия Соколова; Светлана Кузнецова; Олександр Коваленко; Тетяна Шевчук; Михаил Дроздов; Людмила Гусева; Остап Левченко",
    "el": "Γιώργος Καραμανίδης; Ελένη Παπαδοπούλου; Δημήτρης Βασιλάκης; Κατερίνα Λαμπράκη; Παναγιώτης Μακρής; Χρήστος Αναγνώστου; Βασιλική Ζαχαρίου; Σπύρος Κοντός; Άννα Γεωργίου; Νίκος Ψαρράς",
    "tr": "Ayşegül Karadağ; Mehmet Yıldırımer; Zeynep Aksu; Burak Demirtaş; Hatice Çelikbaş; Emre Kocaman; Özlem Sağlam; Hüseyin Tunalı; fatma yılmaz; Gökhan Erbil",
    "ar": "محمد العتيبي; فاطمة المصري; خالد منصور; زينب الهاشمي; أحمد الخطيب; مریم محمدی; علیرضا رضایی; Khadija Benjelloun; Youssef Tazi; Soukaina Ouazzani",
    "he": "יעל כהן; משה לוי; נועה פרידמן; יוסי מזרחי; מיכל שפירא; רונית ביטון; דניאל אזולאי; אסתר כץ; יצחק גבאי; שלמה דהן",
    "hi": "राहुल शर्मा; सुनीता देवी; अमित गुप्ता; नेहा वर्मा; प्रिया सिंह; Sandeep Kulkarnee; Anjali Deshpande; रमेश यादव; संजय मिश्रा; Farzana Akter",
    "asia": "王小明; 李秀英; 张建国; 田中花子; 佐藤健太; 鈴木美咲; 김민지; 박서준형; 이지은; Nguyễn Thị Lan",
}  # fmt: skip


def _noticed(text: str) -> bool:
    return Names.load().full_name(text, fold(text).split())


def test_almost_all_full_names_are_noticed() -> None:
    people = [name for group in PEOPLE.values() for name in group.split("; ")]
    assert len(people) == 200
    missed = [name for name in people if not _noticed(name)]
    assert len(missed) <= 20, missed


@pytest.mark.parametrize(
    "text",
    [
        "Victoria Falls at dawn",
        "Paris Street in spring",
        "a rose garden in may",
        "Santa Claus on a sleigh",
        "the Mona Lisa as a cat",
        "Sherlock Holmes with a pipe",
        "Harry Potter and a dragon",
        "Mickey Mouse",
        "a sky by Vincent van Gogh",
        "San Francisco Bay",
        "Гарри Поттер",
        "Anna. Then a cat",
    ],
)
def test_places_works_and_characters_are_nobody(text: str) -> None:
    assert _noticed(text) is False


def test_a_broken_line_is_named() -> None:
    with pytest.raises(ConfigurationError, match="line 2"):
        names.parsed("GIVEN\ten\tanna\nGIVEN anna")
