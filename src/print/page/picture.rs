//! A paper as a picture that any printer of an office takes (SVG, millimetres).

use super::plain::sign;
use super::{Page, Row, Weight, pair, wrap};
use std::fmt::Write as _;

/// Characters of a line.
const COLUMNS: usize = 42;
/// Units are tenths of a millimetre. A character of the font is 0.6 of its height wide.
const SIZE: usize = 28;
const LINE: usize = 38;
const MARGIN: usize = 40;
const WIDTH: usize = 800;
/// Bars from top to bottom.
const BARS: usize = 120;

/// What is drawn so far, and how far down.
struct Sheet {
    body: String,
    y: usize,
}

impl Page {
    /// A picture of 80 mm and as long as needed, black on white.
    pub fn svg(&self) -> String {
        let mut sheet = Sheet { body: String::new(), y: MARGIN };
        for row in self.rows() {
            sheet.row(&row);
        }
        let height = sheet.y + MARGIN;
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" width=\"{}mm\" height=\"{}mm\">\
             <rect width=\"{WIDTH}\" height=\"{height}\" fill=\"#fff\"/>\n\
             <g font-family=\"monospace\" font-size=\"{SIZE}\" xml:space=\"preserve\">\n{}</g></svg>\n",
            WIDTH / 10,
            height.div_ceil(10),
            sheet.body
        )
    }
}

impl Sheet {
    fn row(&mut self, row: &Row) {
        match row {
            Row::Text(text, weight) => {
                let style = match weight {
                    Weight::Plain => "",
                    Weight::Bold => " font-weight=\"bold\"",
                    Weight::Centre => " text-anchor=\"middle\"",
                    Weight::Title => " text-anchor=\"middle\" font-weight=\"bold\"",
                };
                self.lines(&wrap(text, COLUMNS), style);
            }
            Row::Pair(left, right) => self.lines(&pair(left, right, COLUMNS), ""),
            Row::Rule => self.line(&"-".repeat(COLUMNS), ""),
            Row::Gap => self.y += LINE,
            Row::Sign(who) => self.lines(&sign(who, COLUMNS), ""),
            Row::Bars(bars, printed) => {
                let step = bars.step(WIDTH - 2 * MARGIN).unwrap_or(1);
                let left = (WIDTH - step * bars.modules()) / 2;
                let mut path = String::new();
                for x in (0..bars.modules()).filter(|x| bars.is_dark(*x)) {
                    let _infallible = write!(path, "M{} {}h{step}v{BARS}h-{step}z", left + x * step, self.y);
                }
                self.draw(&path);
                self.y += BARS + LINE / 4;
                self.line(printed, " text-anchor=\"middle\"");
            }
            Row::Qr(code) => {
                let step = (WIDTH - 2 * MARGIN) / code.side();
                let left = (WIDTH - step * code.side()) / 2;
                let mut path = String::new();
                for (x, y) in (0..code.side()).flat_map(|y| (0..code.side()).map(move |x| (x, y))) {
                    if code.is_dark(x, y) {
                        let (x, y) = (left + x * step, self.y + y * step);
                        let _infallible = write!(path, "M{x} {y}h{step}v{step}h-{step}z");
                    }
                }
                self.draw(&path);
                self.y += step * code.side();
            }
        }
    }

    fn lines(&mut self, lines: &[String], style: &str) {
        for line in lines {
            self.line(line, style);
        }
    }

    fn line(&mut self, text: &str, style: &str) {
        self.y += LINE;
        let x = if style.contains("middle") { WIDTH / 2 } else { MARGIN };
        let _infallible =
            writeln!(self.body, "<text x=\"{x}\" y=\"{}\"{style}>{}</text>", self.y - LINE / 4, xml(text));
    }

    fn draw(&mut self, path: &str) {
        let _infallible = writeln!(self.body, "<path shape-rendering=\"crispEdges\" fill=\"#000\" d=\"{path}\"/>");
    }
}

/// Names are text here and nothing else.
fn xml(text: &str) -> String {
    text.trim_end().replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
