//! From a picture to what stands in it: text by two networks, barcodes beside it.

#![allow(
    clippy::cast_possible_truncation,
    clippy::cast_precision_loss,
    clippy::cast_sign_loss,
    reason = "pixels and places in pictures of at most 12,000 a side: exact in an f32, and never negative where they index"
)]

mod bars;
mod detect;
mod geometry;
mod model;
mod pixels;
mod recognise;
mod text;

use super::parse::{self, Bar, Look};
use super::{Point, Quad, Reading, Trust, Warning};
use detect::Detector;
use geometry::Frame;
use image::RgbImage;
use model::Network;
use pixels::Pyramid;
use recognise::Recogniser;
use rten::ThreadPool;
use std::path::Path;
use std::sync::Arc;

/// PP-OCRv6 tiny; origin and licence: `assets/ocr/README.md`.
const DET: &[u8] = include_bytes!("../../assets/ocr/det.onnx");
const REC: &[u8] = include_bytes!("../../assets/ocr/rec.onnx");
const ALPHABET: &str = include_str!("../../assets/ocr/dict.txt");
/// Files of a folder of larger networks.
const FILES: [&str; 3] = ["det.onnx", "rec.onnx", "dict.txt"];
/// The largest file of a network, in bytes.
const MOST: u64 = 256 << 20;
/// Threads that work on one picture.
const THREADS: usize = 2;
/// Longer side at which barcodes are looked for, in pixels: finer is noise.
const BARS: f32 = 1600.0;

/// A picture with no longer side may be little more than a barcode, in pixels.
const TINY: u32 = 700;

/// Why a reader cannot be made, or a network not be run.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    /// A file of a folder of networks.
    #[error("{path} cannot be read")]
    File {
        /// The file.
        path: String,
        /// Why not.
        source: std::io::Error,
    },
    /// A file that is too large for a network.
    #[error("{0} is larger than 256 MiB")]
    TooLarge(String),
    /// A file that holds no network, or one with parts that are not supported.
    #[error("the network {name} cannot be loaded")]
    Model {
        /// Which of the networks.
        name: &'static str,
        /// What the runtime said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A network that failed over a picture.
    #[error("the network {name} failed")]
    Run {
        /// Which of the networks.
        name: &'static str,
        /// What the runtime said.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// A network whose output does not have the form that belongs to its task and characters.
    #[error("the network {0} gives an output of another form")]
    Shape(&'static str),
}

impl PhotoError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::File { .. } => "name a folder with det.onnx, rec.onnx and dict.txt, or leave the setting out",
            Self::TooLarge(_) => "choose a smaller network: a counter does not wait for it",
            Self::Model { .. } | Self::Shape(_) => {
                "use networks of the PP-OCR family in ONNX format with their own dict.txt, or leave the setting out"
            }
            Self::Run { .. } => "take the picture again, or type the digits",
        }
    }
}

/// Reads pictures. Loaded once, then used for any number of them, from one thread or several.
pub struct Reader {
    detector: Detector,
    recogniser: Recogniser,
    pool: Arc<ThreadPool>,
    single: [Arc<ThreadPool>; THREADS],
}

impl std::fmt::Debug for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Reader")
    }
}

impl Reader {
    /// Loads the networks: those in the program, or larger ones of the same family from a folder
    /// with `det.onnx`, `rec.onnx` and `dict.txt`.
    pub fn load(models: Option<&Path>) -> Result<Self, PhotoError> {
        let (det, rec, alphabet) = match models {
            None => (Network::built_in("det", DET)?, Network::built_in("rec", REC)?, ALPHABET.to_owned()),
            Some(folder) => {
                let [det, rec, dict] = FILES.map(|name| file(&folder.join(name)));
                let (det, rec, dict) = (det?, rec?, dict?);
                let alphabet = String::from_utf8_lossy(&dict).into_owned();
                (Network::new("det", det)?, Network::new("rec", rec)?, alphabet)
            }
        };
        let pool = |threads| Arc::new(ThreadPool::with_num_threads(threads));
        let single = std::array::from_fn(|_| pool(1));
        let (detector, recogniser) = (Detector::new(det), Recogniser::new(rec, &alphabet));
        Ok(Self { detector, recogniser, pool: pool(THREADS), single })
    }

    /// What every look at a picture's text gave, before numbers are made of it: for measuring.
    pub fn looks(&self, picture: &RgbImage) -> Result<Vec<Look>, PhotoError> {
        Ok(self.text(&Pyramid::new(picture))?.looks)
    }

    /// Reads an upright picture. Never fails as a whole: what could not be looked at is a warning.
    pub fn read(&self, picture: &RgbImage) -> Reading {
        if picture.width() < 16 || picture.height() < 16 {
            return Reading { warnings: vec![Warning::Small, Warning::NothingFound], ..Reading::default() };
        }
        let pyramid = Pyramid::new(picture);
        let (seen, failed) = match self.text(&pyramid) {
            Ok(seen) => (seen, false),
            Err(_) => (text::Seen::default(), true),
        };
        let mut bars = codes(&pyramid, &pyramid.frame(), BARS, "barcode");
        if let Some(region) = seen.region {
            // Bars stand above and below the text, and are wider.
            let region = region.grown(0.1 * region.width, 0.1 * region.height);
            bars.extend(codes(&pyramid, &region, BARS, "barcode 2"));
        }
        let mut reading = parse::reading(&seen.looks, &bars);
        let doubtful = reading.unread > 0 || reading.identifiers.iter().all(|found| found.trust == Trust::Review);
        if doubtful && blown_out(&pyramid, &seen.region.unwrap_or(pyramid.frame())) {
            reading.warnings.push(Warning::Glare);
        }
        if failed {
            reading.warnings.push(Warning::Failed);
        }
        reading
    }
}

/// Whether more than a thirtieth of a frame is as bright as a picture can be.
fn blown_out(picture: &Pyramid<'_>, frame: &Frame) -> bool {
    let luma = picture.cut(frame, 128, 128).luma();
    luma.iter().filter(|bright| **bright >= 252).count() > luma.len() / 30
}

/// The contents of all barcodes of a picture (Code 128, QR, DataMatrix), whatever they are, each once.
pub fn barcodes(picture: &RgbImage) -> Vec<String> {
    let pyramid = Pyramid::new(picture);
    let mut found = codes(&pyramid, &pyramid.frame(), BARS, "barcode");
    if found.is_empty() && picture.width().max(picture.height()) <= TINY {
        found = tiny(&pyramid);
    }
    let mut texts: Vec<String> = found.into_iter().map(|bar| bar.text).collect();
    texts.sort();
    texts.dedup();
    texts
}

/// A picture of little more than a barcode, enlarged, with the quiet edge that decoders want.
fn tiny(picture: &Pyramid<'_>) -> Vec<Bar> {
    const TIMES: usize = 3;
    const EDGE: usize = 40;
    let frame = picture.frame();
    let (width, height) = (frame.width as usize * TIMES, frame.height as usize * TIMES);
    let mut pixels = picture.cut(&frame, width, height);
    pixels.even();
    let luma = pixels.luma();
    let (wide, high) = (width + 2 * EDGE, height + 2 * EDGE);
    let mut framed = vec![255; wide * high];
    for (row, pixels) in luma.chunks_exact(width.max(1)).enumerate() {
        let start = (row + EDGE) * wide + EDGE;
        framed[start..start + width].copy_from_slice(pixels);
    }
    let found = bars::find(&framed, wide, high).into_iter();
    found.map(|bar| Bar { name: "barcode", text: bar.text, area: frame.corners() }).collect()
}

/// Barcodes inside a frame, turned upright.
fn codes(picture: &Pyramid<'_>, frame: &Frame, side: f32, name: &'static str) -> Vec<Bar> {
    let scale = (side / frame.width.max(frame.height)).min(1.5);
    let (width, height) = ((frame.width * scale) as usize, (frame.height * scale) as usize);
    let luma = picture.cut(frame, width, height).luma();
    let place = |corner: Point| frame.at(corner.x / width as f32, corner.y / height as f32);
    let outward = |bar: bars::Bar| Bar { name, text: bar.text, area: Quad(bar.area.0.map(place)) };
    bars::find(&luma, width, height).into_iter().map(outward).collect()
}

fn file(path: &Path) -> Result<Vec<u8>, PhotoError> {
    let unreadable = |source| PhotoError::File { path: path.display().to_string(), source };
    let size = std::fs::metadata(path).map_err(unreadable)?.len();
    if size > MOST {
        return Err(PhotoError::TooLarge(path.display().to_string()));
    }
    std::fs::read(path).map_err(unreadable)
}
