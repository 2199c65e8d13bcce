//! Golden pictures of every screen and pane, at 80×24 and 120×40, in both languages, with a fixed
//! clock. The pictures lie in `tests/screens`; `INSTA_UPDATE=always` draws them anew, and whoever
//! does that looks at them.

#![cfg(test)]

#[path = "screens/counter.rs"]
mod counter;
#[path = "screens/deals.rs"]
mod deals;
#[path = "scenes/papers.rs"]
mod papers;
#[path = "screens/papers_panes.rs"]
mod papers_panes;
#[path = "screens/photos.rs"]
mod photos;
#[path = "scenes/stock.rs"]
#[expect(dead_code, reason = "scenes use the rest of it")]
mod shelf;
#[path = "screens/staff.rs"]
mod staff;
#[path = "scenes/staff.rs"]
#[allow(dead_code, reason = "scenes use more of it")]
mod staff_words;
#[path = "screens/stock.rs"]
mod stock;

use counter::Counter;
use countercheck::finding::{Detail, Finding, Outcome, Silence};
use countercheck::scan::{DeviceStatus, Input, Key, Trouble as ScanTrouble};
use countercheck::till::{Event, Mode, RestoredCheck, Screen, State, Trouble, hints};
use countercheck::tui::{Look, Theme, draw};
use countercheck::words::{Lang, Words, keys};
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;
use ratatui::style::{Color, Style};

const A: &str = "00101101000101";
const B: &str = "00101101000102";
const FAR: &str = "00101101000909";
const DUO: &str = "00101102000303";

fn look(lang: Lang) -> Look {
    Look { words: Words::new(lang), theme: Theme::Dark, loud: false }
}

fn drawn(state: &State, look: &Look, size: (u16, u16)) -> Buffer {
    let mut terminal = Terminal::new(TestBackend::new(size.0, size.1)).unwrap();
    terminal.draw(|f| draw(f, state, look)).unwrap();
    terminal.backend().buffer().clone()
}

fn text(buffer: &Buffer) -> String {
    let width = usize::from(buffer.area.width);
    let rows = buffer.content().chunks(width).map(|row| {
        let line: String = row.iter().map(ratatui::buffer::Cell::symbol).collect();
        line.trim_end().to_owned()
    });
    rows.collect::<Vec<_>>().join("\n")
}

/// Both sizes in English, the small one in French.
fn pictures(name: &str, state: &State) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        let english = look(Lang::ENGLISH);
        insta::assert_snapshot!(format!("{name}_80x24"), text(&drawn(state, &english, (80, 24))));
        insta::assert_snapshot!(format!("{name}_120x40"), text(&drawn(state, &english, (120, 40))));
        insta::assert_snapshot!(format!("{name}_80x24_fr"), text(&drawn(state, &look(Lang::FRENCH), (80, 24))));
    });
}

fn reason(words: &str) -> Detail {
    Detail { since: Some("2026-04-11".into()), reporter: Some("Example police".into()), ..Detail::reason(words) }
}

#[test]
fn sign_in() {
    let mut till = Counter::before_sign_in();
    pictures("sign_in", &till.state);
    till.scan(&[A]);
    till.event(Event::Input(Input::Text("Jo Ma".into())));
    pictures("sign_in_with_a_scan_kept", &till.state);
}

#[test]
fn opening() {
    pictures("opening", &Counter::opening().state);
}

#[test]
fn counter_empty() {
    pictures("counter_empty", &Counter::new().state);
}

#[test]
fn verdict_not_listed() {
    let mut till = Counter::new();
    till.busy_day();
    till.scan(&[A]);
    till.all_say(&Outcome::NotListed);
    pictures("verdict_not_listed", &till.state);
}

#[test]
fn verdict_stop() {
    let mut till = Counter::new();
    till.busy_day();
    till.scan(&[A]);
    till.say("national", 0, Outcome::Listed(reason("0011 Stolen or Lost")));
    till.all_say(&Outcome::NotListed);
    pictures("verdict_stop", &till.state);
}

#[test]
fn verdict_caution() {
    let mut till = Counter::new();
    till.scan(&[A]);
    till.say("checkmend", 0, Outcome::Caution(reason("Report pending")));
    till.all_say(&Outcome::NotListed);
    pictures("verdict_caution", &till.state);
    let mut till = Counter::new();
    till.scan(&["35519500000001"]);
    pictures("verdict_placeholder", &till.state);
}

#[test]
fn verdict_not_checked() {
    let mut till = Counter::new();
    till.scan(&[A]);
    till.say("national", 0, Outcome::NoAnswer(Silence::Unreachable("connection refused".into())));
    till.all_say(&Outcome::NotListed);
    pictures("verdict_not_checked", &till.state);
}

#[test]
fn dual_sim_with_long_words() {
    let mut till = Counter::new();
    till.busy_day();
    till.scan(&[A, B]);
    let long = "Reported lost or stolen by the subscriber, confirmed by the operator's fraud desk after an identity \
                check, see the national register for the case and its present state";
    let detail = Detail {
        reference: Some("CASE-2026-0000123456789".into()),
        history: vec!["2025-11-02 listed".into(), "2026-01-15 removed".into()],
        ..reason(long)
    };
    till.say("national", 1, Outcome::Listed(detail));
    till.say("checkmend", 0, Outcome::NoAnswer(Silence::BadReply("a page of HTML where JSON was expected".into())));
    till.all_say(&Outcome::NotListed);
    pictures("dual_sim_with_long_words", &till.state);
}

#[test]
fn hostile_words() {
    let mut till = Counter::new();
    till.scan(&[A]);
    let words = "\u{1b}[2J\u{1b}[31mCLEAN\u{7}\u{202e}detsil ton\u{202c}\r\n\u{200b}ok";
    till.say("national", 0, Outcome::Listed(Detail::reason(words)));
    till.all_say(&Outcome::NotListed);
    pictures("hostile_words", &till.state);
    let picture = text(&drawn(&till.state, &look(Lang::ENGLISH), (80, 24)));
    assert!(picture.contains("u{1b}") && picture.chars().all(|c| c == '\n' || !c.is_control()));
    assert!(!picture.contains(['\u{202e}', '\u{200b}']));
}

#[test]
fn asking() {
    let mut till = Counter::new();
    till.scan(&[A, B]);
    till.say("national", 0, Outcome::NotListed);
    pictures("asking", &till.state);
}

#[test]
fn not_recorded() {
    let mut till = Counter::new();
    till.disk_full = true;
    till.scan(&[A]);
    pictures("not_recorded_pane", &till.state);
    till.disk_full = false;
    till.key(Key::Esc);
    pictures("not_recorded", &till.state);
}

#[test]
fn today() {
    let mut till = Counter::new();
    till.busy_day();
    till.hand_over();
    till.scan(&[A]);
    till.all_say(&Outcome::NotListed);
    till.key(Key::F(2));
    pictures("today", &till.state);
    let picture = text(&drawn(&till.state, &look(Lang::ENGLISH), (80, 24)));
    assert!(picture.contains("more"), "a long list does not say how long it is");
    assert!(!picture.contains("000111"), "a number of another shift shows");
}

#[test]
fn queue() {
    let mut till = Counter::new();
    till.key(Key::F(3));
    pictures("queue_empty", &till.state);
    till.busy_day();
    till.waiting_day();
    till.key(Key::F(3));
    pictures("queue", &till.state);
}

#[test]
fn help() {
    let mut till = Counter::new();
    till.key(Key::F(1));
    pictures("help", &till.state);
}

#[test]
fn manual() {
    let mut till = Counter::with_person();
    till.scan(&[A]);
    till.all_say(&Outcome::NotListed);
    till.key(Key::F(4));
    pictures("manual_answer", &till.state);
    till.key(Key::Char('3'));
    till.event(Event::Input(Input::Text("SMS 14422, 10:04".into())));
    pictures("manual_reference", &till.state);
}

#[test]
fn same_handset() {
    let mut till = Counter::new();
    till.scan(&[A]);
    till.all_say(&Outcome::NotListed);
    till.scan(&[FAR]);
    pictures("same_handset", &till.state);
}

#[test]
fn late_hit() {
    let mut till = Counter::new();
    till.scan(&[A]);
    till.wait(21_000);
    till.scan(&[DUO]);
    till.say_of(0, "national", 0, Outcome::Listed(reason("0011 Stolen or Lost")));
    till.all_say_of(0, &Outcome::NotListed);
    pictures("late_hit", &till.state);
}

#[test]
fn failures() {
    let mut till = Counter::new();
    till.event(Event::WorkerDied(Trouble {
        what: "the recorder stopped".into(),
        advice: "leave the till and start it again; what was confirmed is recorded".into(),
    }));
    pictures("error", &till.state);
    let mut till = Counter::opening();
    till.event(Event::Sealed(Trouble {
        what: "the register in /srv/shop/ledger.db ends at entry 1041, but 1187 were confirmed".into(),
        advice: "put the newer file back if there is one; otherwise begin a new epoch, which says why".into(),
    }));
    pictures("ledger_alarm", &till.state);
}

#[test]
fn quit() {
    let mut till = Counter::new();
    till.waiting_day();
    till.key(Key::F(10));
    pictures("quit", &till.state);
}

#[test]
fn demo() {
    let mut till = Counter::of_mode(Mode::Demo);
    pictures("demo", &till.state);
    till.key(Key::F(6));
    pictures("demo_menu", &till.state);
}

#[test]
fn notices_and_scanner() {
    let mut till = Counter::new();
    till.event(Event::Input(Input::Trouble(ScanTrouble::AltNumpad)));
    till.event(Event::Input(Input::Device(DeviceStatus::Ambiguous {
        ports: vec!["/dev/ttyACM0".into(), "/dev/ttyACM1".into(), "/dev/ttyUSB0".into()],
    })));
    pictures("scanner_trouble", &till.state);
    let mut till = Counter::of_mode(Mode::Offline);
    till.raw(b"352099001761480");
    pictures("offline_with_an_offer", &till.state);
}

/// What a list of the shelf says of a listed handset.
fn on_a_list() -> Outcome {
    Outcome::Listed(Detail {
        reasons: vec!["stolen".into(), "0011".into()],
        since: Some("2026-04-11".into()),
        reporter: Some("Police nationale (FR)".into()),
        ..Detail::default()
    })
}

#[test]
fn lists_at_rest() {
    let mut till = Counter::with_lists();
    till.turn("ceir-fr", 340, 30, Outcome::NotListed);
    till.turn("chain", 0, 0, Outcome::NotListed);
    pictures("lists_at_rest", &till.state);
}

#[test]
fn listed_offline_by_a_list() {
    let mut till = Counter::with_lists();
    till.turn("ceir-fr", 340, 5, on_a_list());
    till.scan(&[A]);
    pictures("list_listed", &till.state);
}

#[test]
fn cross_border_not_listed() {
    let mut till = Counter::with_lists();
    till.turn("chain", 7, 24 * 3, Outcome::NotListed);
    till.scan(&[A]);
    pictures("list_cross_border", &till.state);
}

#[test]
fn lists_that_are_ageing_stale_missing_and_damaged() {
    let mut till = Counter::with_lists();
    till.turn("police-gb", 11, 24 * 3, Outcome::NotListed);
    till.scan(&[A]);
    pictures("list_ageing", &till.state);
    let mut till = Counter::with_lists();
    let stale = Outcome::NoAnswer(Silence::Stale("since 2026-04-29 07:00Z".into()));
    till.turn("police-gb", 9, 24 * 10, stale);
    till.scan(&[A]);
    pictures("list_stale", &till.state);
    let mut till = Counter::with_lists();
    till.turn("ceir-fr", 0, 0, Outcome::NoAnswer(Silence::Missing));
    till.scan(&[A]);
    pictures("list_missing", &till.state);
    let mut till = Counter::with_lists();
    let damaged = Outcome::NoAnswer(Silence::Damaged("page 17 of the block list is damaged".into()));
    till.turn("ceir-fr", 340, 5, damaged);
    till.scan(&[A]);
    pictures("list_damaged_pane", &till.state);
    till.key(Key::Esc);
    pictures("list_damaged", &till.state);
}

/// A command beside the till marks the handset on the card as bought.
fn bought(till: &mut Counter) {
    let check = till.state.shown().unwrap().clone();
    till.event(Event::Restored(vec![RestoredCheck {
        check: check.id,
        started: check.started,
        imeis: check.imeis,
        doubts: check.doubts,
        answers: check.answers,
        finding: check.finding.unwrap(),
        waiting: false,
        marked: true,
        hold: None,
    }]));
}

#[test]
fn stock_and_holds() {
    let mut till = Counter::with_lists();
    for body in [A, DUO, "00101101000555"] {
        till.scan(&[body]);
        bought(&mut till);
        till.wait(60_000);
    }
    pictures("stock_in", &till.state);
    till.wait(3_600_000);
    till.key(Key::F(8));
    till.turn("ceir-fr", 341, 1, on_a_list());
    pictures("list_late_hit", &till.state);
    till.key(Key::Enter);
    pictures("stock_on_hold", &till.state);
    while till.state.pane.is_some() {
        till.key(Key::Esc);
    }
    till.key(Key::F(8));
    till.turn("ceir-fr", 342, 0, Outcome::NotListed);
    pictures("list_late_removal", &till.state);
    till.key(Key::F(9));
    till.key(Key::F(9));
    till.key(Key::Down);
    pictures("on_hold", &till.state);
    till.key(Key::Enter);
    till.key(Key::F(7));
    till.event(Event::Input(Input::Text("police: report withdrawn, ref. 12/26".into())));
    pictures("release", &till.state);
    let mut till = Counter::new();
    till.key(Key::F(9));
    till.key(Key::F(9));
    pictures("on_hold_empty", &till.state);
}

/// The columns `from..to` of a picture as running text: rows joined, spaces single.
fn running(buffer: &Buffer, from: usize, to: usize) -> String {
    let rows = buffer.content().chunks(usize::from(buffer.area.width));
    let text: String =
        rows.flat_map(|row| row[from..to].iter().map(ratatui::buffer::Cell::symbol).chain([" "])).collect();
    text.split([' ', '│']).filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// A text as [`running`] shows it.
fn single_spaced(text: &str) -> String {
    text.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

/// Every finding, with what the card has to carry at worst: two numbers, three codes.
fn worst_cards() -> Vec<(Finding, Counter)> {
    let listed = Outcome::Listed(reason("0011 Stolen or Lost"));
    let caution = Outcome::Caution(reason("pending"));
    let answers = [listed, caution, Outcome::NoAnswer(Silence::Timeout), Outcome::NotListed].map(|o| (o, [A, B]));
    let cards = answers.into_iter().map(|(outcome, bodies)| {
        let mut till = Counter::new();
        till.raw(b"4006381333931");
        till.scan(&bodies);
        till.all_say(&outcome);
        (till.state.verdict(till.state.shown.unwrap()).unwrap(), till)
    });
    cards.collect()
}

#[test]
fn the_smallest_window_shows_word_meaning_next_step_and_what_to_say() {
    for lang in Lang::all() {
        let look = look(lang);
        let mut seen = Vec::new();
        for (finding, till) in worst_cards() {
            let card = running(&drawn(&till.state, &look, (80, 24)), 1, 42);
            let verdict = keys::verdict(finding);
            for key in [verdict.word, verdict.next, verdict.say] {
                assert!(card.contains(&single_spaced(&look.words.say(key))), "{} {key}: {card}", lang.tag());
            }
            assert!(card.contains("00-101101-000101-0") && card.contains("00-101101-000102-8"), "{card}");
            seen.push(finding);
        }
        assert_eq!(seen, [Finding::Stop, Finding::Caution, Finding::NotChecked, Finding::NotListed]);
    }
}

#[test]
fn function_keys_fit_the_smallest_window() {
    for lang in Lang::all() {
        let words = Words::new(lang);
        for mode in [Mode::Shop, Mode::Offline, Mode::Demo] {
            for screen in [
                Screen::Opening,
                Screen::SignIn,
                Screen::Locked,
                Screen::Inspection,
                Screen::Counter,
                Screen::Today,
                Screen::Queue,
                Screen::Manual,
                Screen::OnHold,
                Screen::Release,
                Screen::Photo,
            ] {
                let width: usize =
                    hints(screen, mode).iter().map(|h| h.name.len() + words.say(h.label).chars().count() + 3).sum();
                // A space stands before them, and the two after the last one may fall off.
                assert!(width < 82, "{} {screen:?} {mode:?} takes {width}", lang.tag());
            }
        }
    }
}

#[test]
fn panes_and_help_show_their_texts_whole() {
    let shown = |till: &Counter, lang| running(&drawn(&till.state, &look(lang), (80, 24)), 0, 80);
    let mut quit = Counter::new();
    quit.waiting_day();
    quit.key(Key::F(10));
    let mut same = Counter::new();
    same.scan(&[A]);
    same.scan(&[FAR]);
    let mut help = Counter::new();
    help.key(Key::F(1));
    let mut alarm = Counter::opening();
    alarm.event(Event::Sealed(Trouble { what: "x".repeat(200), advice: "y".repeat(200) }));
    let cases: [(&Counter, &[&str]); 4] = [
        (&quit, &["quit-question", "key-yes", "key-no"]),
        (&same, &["two-handsets-question", "two-handsets-why", "two-handsets-one", "two-handsets-two"]),
        (
            &help,
            &[
                "help-scan",
                "help-all-numbers",
                "help-not-listed",
                "help-register",
                "help-mask",
                "help-more",
                "help-close",
            ],
        ),
        (&alarm, &["alarm-next", "alarm-new-epoch", "alarm-leave"]),
    ];
    for lang in Lang::all() {
        for (till, keys) in &cases {
            let picture = shown(till, lang);
            for key in *keys {
                let text = single_spaced(&Words::new(lang).say(key));
                assert!(picture.contains(&text), "{} {key} is cut: {picture}", lang.tag());
            }
        }
    }
}

/// The style of the verdict's word, and how the rest of the picture is coloured.
fn colours(till: &Counter, look: &Look) -> (Style, usize) {
    let buffer = drawn(&till.state, look, (80, 24));
    let shape = buffer.content().iter().find(|c| ["■", "▲", "◌", "●"].contains(&c.symbol())).unwrap();
    let reds =
        buffer.content().iter().filter(|c| [c.fg, c.bg].iter().any(|c| matches!(c, Color::Red | Color::LightRed)));
    (shape.style(), reds.count())
}

#[test]
fn a_hit_looks_like_any_other_result_unless_the_shop_is_loud() {
    for theme in [Theme::Dark, Theme::Light, Theme::HighContrast] {
        let look = Look { theme, ..look(Lang::ENGLISH) };
        let styles: Vec<_> = worst_cards().iter().map(|(_, till)| colours(till, &look)).collect();
        assert!(styles.iter().all(|s| *s == styles[0] && s.1 == 0), "{theme:?}: {styles:?}");
    }
    let loud = Look { loud: true, ..look(Lang::ENGLISH) };
    let styles: Vec<_> = worst_cards().iter().map(|(_, till)| colours(till, &loud).0).collect();
    assert!((1..4).all(|n| styles[n] != styles[0]), "{styles:?}");
}

#[test]
fn every_cell_is_drawable_by_a_linux_console() {
    let lines = "─│┌┐└┘├┤┬┴┼╴╵╶╷■▲◌●…×";
    for (_, till) in worst_cards() {
        for lang in Lang::all() {
            let picture = text(&drawn(&till.state, &look(lang), (120, 40)));
            let odd = picture.chars().find(|c| *c > '\u{ff}' && !lines.contains(*c));
            assert_eq!(odd, None, "{}", lang.tag());
        }
    }
}

#[test]
fn any_window_size_can_be_drawn() {
    let mut till = Counter::with_person();
    till.busy_day();
    till.scan(&[A, B]);
    for key in [None, Some(Key::F(1)), Some(Key::F(2)), Some(Key::F(3)), Some(Key::F(4)), Some(Key::F(10))] {
        if let Some(key) = key {
            till.key(key);
        }
        for size in [(80, 24), (81, 25), (100, 24), (80, 60), (200, 60), (300, 100), (10, 2)] {
            let picture = drawn(&till.state, &look(Lang::FRENCH), size);
            assert_eq!((picture.area.width, picture.area.height), size);
        }
    }
}

#[test]
fn a_window_that_is_too_small_says_so() {
    let till = Counter::new();
    for size in [(79, 24), (80, 23), (20, 5), (1, 1)] {
        let picture = text(&drawn(&till.state, &look(Lang::ENGLISH), size));
        assert!(size.0 < 40 || picture.contains("80 columns and 24 rows"), "{picture}");
    }
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("screens");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.bind(|| {
        insta::assert_snapshot!("too_small_60x12", text(&drawn(&till.state, &look(Lang::ENGLISH), (60, 12))));
    });
}
