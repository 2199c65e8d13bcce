//! Corners of each form; the specimens and the laws stand in `tests/document_laws.rs`.

use super::*;

const TD3: &str = "P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<\nL898902C36UTO7408122F1204159ZE184226B<<<<<10";
const LICENCE: &str = "@\n\x1e\rANSI 636000100102DL00410278ZV03190008DLDAQT64235789\nDCSSAMPLE\nDDEN\nDACMICHAEL\nDDFN\nDADJOHN\nDDGN\nDCUJR\nDCAD\nDCBK\nDCDPH\nDBD06062019\nDBB06061986\nDBA12102024\nDBC1\nDAU068 in\nDAYBRO\nDAG2300 WEST BROAD STREET\nDAIRICHMOND\nDAJVA\nDAK232690000  \nDCF2424244747474786102204\nDCGUSA\nDCK123456789\nDDAF\nDDB06062018\nDDC06062020\nDDD1\rZVZVA01\r";

fn today() -> NaiveDate {
    "2026-11-02".parse().unwrap()
}

fn text(field: Option<&Field<String>>) -> &str {
    field.map_or("", |f| f.value.as_str())
}

fn licence(text: &str) -> Identity {
    read(text, today()).unwrap_or_else(|why| panic!("{why}: {text:?}"))
}

/// Check digit by the standard's own words, not by the crate's code.
fn digit(data: &str) -> char {
    let value = |c: char| if c == '<' { 0 } else { c.to_digit(36).unwrap() };
    char::from_digit(data.chars().zip([7, 3, 1].into_iter().cycle()).map(|(c, w)| value(c) * w).sum::<u32>() % 10, 10)
        .unwrap()
}

/// A TD1 zone whose number is longer than nine characters.
fn long_td1(number: &str) -> String {
    let (front, rest) = number.split_at(9);
    let line1 = format!("{:<<30}", format!("I<UTO{front}<{rest}{}<", digit(number)));
    let data = format!("{}{}{}{}", &line1[5..30], "7408122", "1204159", "<<<<<<<<<<<");
    format!("{line1}\n7408122F1204159UTO<<<<<<<<<<<{}\nERIKSSON<<ANNA<MARIA<<<<<<<<<<", digit(&data))
}

#[test]
fn the_unit_vectors_of_the_standard_hold() {
    for (data, want) in [("D23145890734", '9'), ("340712", '7'), ("AB2134<<<", '5')] {
        assert_eq!(digit(data), want, "{data}");
    }
}

#[test]
fn a_long_card_number_goes_on_in_the_optional_data() {
    for number in ["D23145890734", "D231458907", "ABCDEFGHI1234567890123"] {
        let card = licence(&long_td1(number));
        assert_eq!(text(card.number.as_ref()), number);
        assert_eq!(card.number.unwrap().evidence, Evidence::CheckDigit);
        assert_eq!(card.optional, None);
    }
    let wrong = long_td1("D23145890734").replacen("7349<", "7348<", 1);
    assert_eq!(read(&wrong, today()), Err(DocumentError::CheckDigit { part: DocumentPart::Number }));
}

#[test]
fn names_are_split_where_the_zone_says_so_and_nowhere_else() {
    let named = |names: &str| {
        let line = format!("{:<<44}", format!("P<UTO{names}"));
        licence(&TD3.replacen(&TD3[..44], &line, 1))
    };
    let one = named("DE<LA<CRUZ");
    assert_eq!((text(one.surname.as_ref()), one.given), ("DE LA CRUZ", None));
    let two = named("DE<LA<CRUZ<<MARIA<DEL<CARMEN");
    assert_eq!((text(two.surname.as_ref()), text(two.given.as_ref())), ("DE LA CRUZ", "MARIA DEL CARMEN"));
    assert_eq!(two.full_name().unwrap(), "MARIA DEL CARMEN DE LA CRUZ");
    // OCR reads a filler as a K.
    let stray = TD3.replacen("MARIA<<<<<", "MARIA<<<K<", 1);
    assert_eq!(read(&stray, today()), Err(DocumentError::Character { line: 1, column: 29, part: DocumentPart::Given }));
    let digit = TD3.replacen("ERIKSSON", "ERIKSS0N", 1);
    assert_eq!(
        read(&digit, today()),
        Err(DocumentError::Character { line: 1, column: 12, part: DocumentPart::Surname })
    );
}

#[test]
fn a_misread_digit_is_repaired_only_where_a_digit_must_stand() {
    for (from, to, born, expires) in [
        ("7408122", "74O8122", Evidence::Repaired, Evidence::CheckDigit),
        ("7408122", "740B122", Evidence::Repaired, Evidence::CheckDigit),
        ("7408122", "740812Z", Evidence::Repaired, Evidence::CheckDigit),
        ("1204159", "I204159", Evidence::CheckDigit, Evidence::Repaired),
        ("1204159", "12041S9", Evidence::CheckDigit, Evidence::Repaired),
    ] {
        let read = licence(&TD3.replacen(from, to, 1));
        assert_eq!(read.born, Some(Field::new("1974-08-12".parse().unwrap(), born)), "{to}");
        assert_eq!(read.expires, Some(Field::new("2012-04-15".parse().unwrap(), expires)), "{to}");
        assert_eq!(read.number.unwrap().evidence, Evidence::CheckDigit);
    }
    let digit = licence(&TD3.replacen("C36UTO", "C3GUTO", 1));
    assert_eq!(
        (text(digit.number.as_ref()), digit.number.as_ref().unwrap().evidence),
        ("L898902C3", Evidence::Repaired)
    );
    // Two of them, another digit's letter, and a letter in the number: nothing proves these.
    for (from, to) in [("7408122", "74OB122"), ("7408122", "74S8122"), ("7408122", "74K8122"), ("L8989", "L89B9")] {
        assert!(read(&TD3.replacen(from, to, 1), today()).is_err(), "{to}");
    }
}

#[test]
fn an_unknown_day_of_birth_is_unknown_and_half_a_day_is_refused() {
    let born = |field: &str| {
        let mut line: Vec<char> = TD3[45..].chars().collect();
        line.splice(13..20, format!("{field}{}", digit(field)).chars());
        let line: String = line.iter().collect();
        let data = format!("{}{}{}", &line[..10], &line[13..20], &line[21..43]);
        read(&format!("{}\n{}{}", &TD3[..44], &line[..43], digit(&data)), today())
    };
    assert_eq!(born("74<<<<").unwrap().born, None);
    assert_eq!(born("7408<<").unwrap().born, None);
    assert_eq!(born("<<<<<<").unwrap().born, None);
    assert!(matches!(born("7408<2"), Err(DocumentError::Character { part: DocumentPart::Born, .. })));
    assert_eq!(born("740231"), Err(DocumentError::Date { part: DocumentPart::Born }));
    assert_eq!(born("261102").unwrap().age_on(today()), Some(0));
    assert_eq!(born("261103").unwrap().age_on(today()), Some(99));
}

#[test]
fn keyboards_that_disagree_are_seen_through_where_the_check_digits_prove_it() {
    let typed = |table: &[(char, char)]| -> String {
        TD3.chars().map(|c| table.iter().find(|(from, _)| *from == c).map_or(c, |(_, to)| *to)).collect()
    };
    let german = [('<', ';'), ('Y', 'Z'), ('Z', 'Y')];
    let read_german = licence(&typed(&german));
    assert_eq!(read_german.full_name().unwrap(), "ANNA MARIA ERIKSSON");
    assert_eq!(read_german.expires.unwrap().evidence, Evidence::CheckDigit);
    let french = [
        ('<', '.'),
        ('A', 'Q'),
        ('Q', 'A'),
        ('Z', 'W'),
        ('W', 'Z'),
        ('M', '?'),
        ('0', 'à'),
        ('1', '&'),
        ('2', 'é'),
        ('3', '"'),
        ('4', '\''),
        ('5', '('),
        ('6', '-'),
        ('7', 'è'),
        ('8', '_'),
        ('9', 'ç'),
    ];
    let read_french = licence(&typed(&french));
    assert_eq!(read_french.full_name().unwrap(), "ANNA MARIA ERIKSSON");
    assert_eq!(read_french.number, Some(Field::new("L898902C3".into(), Evidence::Repaired)));
    assert_eq!(read_french.surname.unwrap().evidence, Evidence::Read);
    // A Y in the name, and no Z or Y in a field that a digit protects: German, or only the filler mangled?
    let card = "I<UTOERIKSSON<<ANNY<MARIA<<<<<<<<<<<\nD231458907UTO7408122F1204159<<<<<<<6";
    assert_eq!(read(&card.replace('<', ";"), today()), Err(DocumentError::Layout));
    assert_eq!(text(licence(&card.replace("ANNY", "ANNA").replace('<', ";")).given.as_ref()), "ANNA MARIA");
    // Beside true fillers a stranger is a misread character.
    assert!(matches!(read(&TD3.replacen("ANNA<", "ANNA;", 1), today()), Err(DocumentError::Character { .. })));
}

#[test]
fn parts_of_a_zone_say_what_is_missing() {
    assert_eq!(read(&TD3[..44], today()), Err(DocumentError::MoreLines { have: 1, need: 2 }));
    assert_eq!(read(&TD3[..80], today()), Err(DocumentError::Length { line: 2, expected: 44, got: 35 }));
    assert_eq!(read("352099001761481", today()), Err(DocumentError::NotADocument));
    assert_eq!(read(&"<".repeat(5000), today()), Err(DocumentError::TooLong { bytes: 5000 }));
}

#[test]
fn a_licence_reads_whatever_became_of_its_separators() {
    let whole = licence(LICENCE);
    assert_eq!(text(whole.address.as_ref()), "2300 WEST BROAD STREET, RICHMOND VA 232690000, USA");
    let without = |drop: &[char]| LICENCE.chars().filter(|c| !drop.contains(c)).collect::<String>();
    for (what, mangled) in [
        ("no RS", without(&['\x1e'])),
        ("no LF", without(&['\n'])),
        ("no separators", without(&['\n', '\x1e', '\r'])),
        ("CR for LF", LICENCE.replace('\n', "\r")),
        ("CR LF", LICENCE.replace('\n', "\r\n")),
        ("tabs", LICENCE.replace('\n', "\t")),
        ("spaces", LICENCE.replace(['\n', '\r', '\x1e'], " ")),
        ("bars", LICENCE.replace(['\n', '\r'], "|")),
        ("carets", LICENCE.replace('\n', "^J").replace('\r', "^M").replace('\x1e', "^^")),
        ("words", LICENCE.replace('\n', "<LF>").replace('\r', "<CR>").replace('\x1e', "<RS>")),
        ("lower case", LICENCE.to_lowercase()),
        (
            "caps lock",
            LICENCE
                .chars()
                .map(|c| if c.is_lowercase() { c.to_ascii_uppercase() } else { c.to_ascii_lowercase() })
                .collect(),
        ),
        ("no @", LICENCE[4..].to_owned()),
        ("UK keyboard", LICENCE.replace('@', "\"")),
        ("AIM", format!("]L2{LICENCE}")),
        ("no blank", LICENCE.replace("ANSI ", "ANSI")),
        ("no end", LICENCE[..LICENCE.len() - 9].to_owned()),
        ("offsets", LICENCE.replace("DL0041", "DL9999")),
        ("offset into a value", LICENCE.replace("DL0041", "DL0100")),
        ("no marker", LICENCE.replace("DLDAQ", "DAQ")),
        ("blanks", LICENCE.replace("SAMPLE\n", "SAMPLE     \n")),
        ("unknown elements", LICENCE.replace("DDEN\n", "ZZQ17\nXXX\nDDEN\n\n")),
    ] {
        assert_eq!(licence(&mangled), whole, "{what}");
    }
}

#[test]
fn what_could_be_cut_in_two_ways_is_not_guessed() {
    // Without separators DAVID ends with the letter that begins the next code.
    let glued = LICENCE.replace("DADJOHN", "DADDAVID").replace(['\n', '\r', '\x1e'], "");
    assert_eq!(text(licence(&glued).given.as_ref()), "MICHAEL DAVID");
    let street = LICENCE.replace("WEST BROAD", "DAGGER").replace(['\n', '\r', '\x1e'], "");
    assert!(text(licence(&street).address.as_ref()).starts_with("2300 DAGGER STREET"));
}

#[test]
fn older_and_canadian_licences_read() {
    let old = "@\n\x1e\rAAMVA6360030101DL00290179DLDAAJOHNSON,JACK,,3RD\nDAG1 MAIN STREET\nDAIANNAPOLIS\nDAJMD\nDAK21401\nDAQJ123456789012\nDBA20251231\nDBB19700101\nDBCM\nDBD20200101\r";
    let read_old = licence(old);
    assert_eq!(read_old.full_name().unwrap(), "JACK JOHNSON 3RD");
    assert_eq!((text(read_old.surname.as_ref()), text(read_old.suffix.as_ref())), ("JOHNSON", "3RD"));
    assert_eq!(read_old.born, Some(Field::read("1970-01-01".parse().unwrap())));
    assert_eq!(read_old.sex, Some(Field::read('M')));
    let canadian =
        LICENCE.replace("DCGUSA", "DCGCAN").replace("DBB06061986", "DBB19860606").replace("DBA12102024", "DBA20241210");
    let read_canadian = licence(&canadian);
    assert_eq!(read_canadian.born, Some(Field::read("1986-06-06".parse().unwrap())));
    assert_eq!(read_canadian.expires, Some(Field::read("2024-12-10".parse().unwrap())));
    let two =
        LICENCE.replace("DACMICHAEL\nDDFN\nDADJOHN\n", "DCTMICHAEL,JOHN\n").replace("636000100102", "636000020002");
    assert_eq!(licence(&two).full_name().unwrap(), "MICHAEL JOHN SAMPLE JR");
    let card = LICENCE.replace("102DL0041", "102ID0041").replace("DLDAQ", "IDDAQ");
    assert_eq!(licence(&card).kind.value, DocumentKind::IdCard);
}

#[test]
fn a_licence_without_its_essentials_is_refused() {
    for (from, to, want) in [
        ("DAQT64235789", "DAQNONE", DocumentError::Missing { part: DocumentPart::Number }),
        ("DBB06061986", "DBB13131986", DocumentError::Date { part: DocumentPart::Born }),
        ("DBB06061986", "DBB06062036", DocumentError::Date { part: DocumentPart::Born }),
        ("DBA12102024", "DBA02302024", DocumentError::Date { part: DocumentPart::Expires }),
    ] {
        assert_eq!(read(&LICENCE.replace(from, to), today()), Err(want), "{to}");
    }
    let nameless = LICENCE.replace("DCSSAMPLE\n", "").replace("DACMICHAEL\n", "").replace("DADJOHN\n", "");
    assert_eq!(read(&nameless, today()), Err(DocumentError::Missing { part: DocumentPart::Surname }));
}

#[test]
fn a_driver_number_is_held_against_the_person() {
    let number = UkLicence::parse("MORGA753116SM9IJ 35").unwrap();
    assert_eq!((number.issue(), number.sex()), (Some("35"), Some('F')));
    let person = |surname: &str, given: &str, born: &str, sex: char| Identity {
        surname: Some(Field::typed(surname.into())),
        given: Some(Field::typed(given.into())),
        born: Some(Field::typed(born.parse().unwrap())),
        sex: Some(Field::typed(sex)),
        ..Identity::empty()
    };
    let judged = |who: &Identity| number.compare(who).map(|(_, agreement)| agreement.word());
    assert_eq!(judged(&person("Morgan", "Sarah Meredyth", "1976-03-11", 'F')), ["agrees"; 4]);
    assert_eq!(judged(&person("Morgan", "Sarah", "1976-03-11", 'X')), ["agrees", "agrees", "agrees", "unknown"]);
    // The order of American dates, another name, another sex.
    assert_eq!(judged(&person("Morgan", "Sarah", "1976-11-03", 'F'))[2], "disagrees");
    assert_eq!(judged(&person("Morton", "Tom", "1976-03-11", 'M')), ["disagrees", "disagrees", "agrees", "disagrees"]);
    assert_eq!(judged(&Identity::empty()), ["unknown"; 4]);
    for (surname, start) in
        [("MacDonald", "MCDON"), ("McDonald", "MCDON"), ("O'Neil", "ONEIL"), ("Léa", "LEA99"), ("Ng", "NG999")]
    {
        let licence = UkLicence::parse(&format!("{start}753116SM9IJ")).unwrap();
        assert_eq!(licence.compare(&person(surname, "S", "1976-03-11", 'F'))[0].1, Agreement::Agrees, "{surname}");
    }
    let northern = UkLicence::parse("88822266").unwrap();
    assert!(northern.is_northern_ireland());
    assert_eq!(
        northern.compare(&person("Morgan", "Sarah", "1976-03-11", 'F')).map(|(_, a)| a),
        [Agreement::Unknown; 4]
    );
}

#[test]
fn wrong_driver_numbers_are_refused() {
    for wrong in [
        "",
        "MORGA753116SM9I",
        "MORGA753116SM9IJ3",
        "M0RGA753116SM9IJ",
        "MORGA7A3116SM9IJ",
        "MORGA713116SM9IJ",
        "MORGA763116SM9IJ",
        "MORGA753326SM9IJ",
        "MORGA752316SM9IJ",
        "MORGA753116SM9I1",
        "99999753116SM9IJ",
        "M9RGA753116SM9IJ",
        "8882226",
        "888222667",
    ] {
        assert!(UkLicence::parse(wrong).is_err(), "{wrong}");
    }
    // A driver was no child: 26 means 1926 until somebody born in 2026 may drive.
    let young = UkLicence::parse("MORGA253116SM9IJ").unwrap();
    assert_eq!(young.born(today()), Some("1926-03-11".parse().unwrap()));
}

#[test]
fn ages_turn_on_the_day_and_leap_children_on_the_first_of_march() {
    let born = |day: &str| Identity { born: Some(Field::typed(day.parse().unwrap())), ..Identity::empty() };
    for (birth, day, age) in [
        ("2008-11-02", "2026-11-02", Some(18)),
        ("2008-11-03", "2026-11-02", Some(17)),
        ("2008-02-29", "2026-02-28", Some(17)),
        ("2008-02-29", "2026-03-01", Some(18)),
        ("2008-02-29", "2028-02-29", Some(20)),
        ("2026-11-03", "2026-11-02", None),
    ] {
        assert_eq!(born(birth).age_on(day.parse().unwrap()), age, "{birth} {day}");
    }
    assert_eq!(Identity::empty().age_on(today()), None);
    let valid_to = |day: &str| Identity { expires: Some(Field::typed(day.parse().unwrap())), ..Identity::empty() };
    assert!(!valid_to("2026-11-02").expired_on(today()));
    assert!(valid_to("2026-11-01").expired_on(today()));
    assert!(!Identity::empty().expired_on(today()));
}

#[test]
fn nothing_of_a_person_is_in_a_debug_print_or_an_error() {
    for document in [TD3, LICENCE, "MORGA753116SM9IJ"] {
        let identity = licence(document);
        let shown = format!("{identity:?} {:?} {:?}", identity.number, identity.born);
        for secret in ["ERIKSSON", "ANNA", "L8989", "1974", "SAMPLE", "T642", "1986", "MORGA", "1976", "RICHMOND"] {
            assert!(!shown.contains(secret), "{shown}");
        }
    }
    let mut lines = Lines::default();
    let shown = format!("{:?}{lines:?}{:?}", lines.take(&TD3[..44]), lines.take(&TD3[45..]));
    assert!(!shown.contains("ERIKSSON") && !shown.contains("7408"), "{shown}");
}

#[test]
fn drafts_keep_an_identity_but_not_the_optional_data() {
    let identity = licence(TD3);
    assert_eq!(text(identity.optional.as_ref()), "ZE184226B");
    let json = serde_json::to_string(&identity).unwrap();
    assert!(!json.contains("ZE184226B"));
    let again: Identity = serde_json::from_str(&json).unwrap();
    assert_eq!(again, Identity { optional: None, ..identity });
}

#[test]
fn lines_are_joined_as_they_come() {
    let td1 =
        ["I<UTOD231458907<<<<<<<<<<<<<<<\r", "7408122F1204159UTO<<<<<<<<<<<6\r", "ERIKSSON<<ANNA<MARIA<<<<<<<<<<\r"];
    let mut lines = Lines::default();
    assert_eq!(lines.take(td1[0]), Joined::More { have: 1, need: 3 });
    assert_eq!(lines.take(td1[1]), Joined::More { have: 2, need: 3 });
    // The scanner read one line twice.
    assert_eq!(lines.take(td1[1]), Joined::More { have: 2, need: 3 });
    let Joined::Complete(card) = lines.take(td1[2]) else { panic!("not whole") };
    assert_eq!(text(licence(&card).surname.as_ref()), "ERIKSSON");
    assert!(!lines.is_waiting());
    // A handset in between ends it; the second line alone begins nothing.
    assert_eq!(lines.take(td1[0]), Joined::More { have: 1, need: 3 });
    assert_eq!(lines.take("352099001761481\r"), Joined::NotADocument);
    assert_eq!(lines.take(td1[1]), Joined::NotADocument);
    assert_eq!(lines.take(LICENCE), Joined::Complete(LICENCE.to_owned()));
    assert_eq!(lines.take(TD3), Joined::Complete(TD3.to_owned()));
    // A first line anew begins anew.
    assert_eq!(lines.take(td1[0]), Joined::More { have: 1, need: 3 });
    assert_eq!(lines.take(&TD3[..44]), Joined::More { have: 1, need: 2 });
    assert_eq!(lines.finish().as_deref(), Some(&TD3[..44]));
    assert_eq!(lines.finish(), None);
    // The names of a card may look like a first line, and do not begin one.
    lines.take(td1[0]);
    lines.take(td1[1]);
    assert!(matches!(lines.take("ANDERSON<<ANNA<MARIA<<<<<<<<<<\r"), Joined::Complete(_)));
    // A licence in two bursts.
    let (front, back) = LICENCE.split_at(120);
    assert!(matches!(lines.take(front), Joined::More { have: 120, need: 327 }));
    assert_eq!(lines.take(back), Joined::Complete(LICENCE.to_owned()));
}

#[test]
fn words_name_every_kind() {
    for kind in DocumentKind::ALL {
        assert_eq!(DocumentKind::from_word(kind.word()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.word()));
    }
    for evidence in [Evidence::Read, Evidence::CheckDigit, Evidence::Repaired, Evidence::Typed] {
        assert_eq!(serde_json::to_string(&evidence).unwrap(), format!("\"{}\"", evidence.word()));
    }
}
