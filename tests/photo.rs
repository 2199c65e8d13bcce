//! Photos through the whole reader: the networks that are compiled in, the committed samples, the
//! barcode vectors beside other decoders, and freshly rendered photos where Python can render them.
#![cfg(test)]

use countercheck::imei::{Imei, Kind};
use countercheck::photo::engine::{Reader, barcodes};
use countercheck::photo::{Reading, Trust};
use image::RgbImage;
use sha2::{Digest as _, Sha256};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

static READER: LazyLock<Reader> = LazyLock::new(|| Reader::load(None).expect("the networks in the program"));

fn here(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn imeis(reading: &Reading) -> Vec<&str> {
    let imeis = reading.identifiers.iter().filter(|found| found.kind == Kind::Imei);
    imeis.map(|found| found.value.as_str()).collect()
}

#[test]
fn the_networks_are_those_that_their_page_names() {
    let page = std::fs::read_to_string(here("assets/ocr/README.md")).expect("the page");
    for file in ["det.onnx", "rec.onnx", "dict.txt"] {
        let bytes = std::fs::read(here("assets/ocr").join(file)).expect(file);
        let sum = hex::encode(Sha256::digest(&bytes));
        let row = page.lines().find(|line| line.starts_with(&format!("| `{file}`"))).expect(file);
        assert!(row.contains(&sum), "{file} has the sum {sum}");
    }
    let licence = std::fs::read_to_string(here("assets/ocr/LICENSE")).expect("the licence");
    assert!(licence.contains("Apache License") && here("assets/ocr/NOTICE").is_file());
}

/// Photos of the shared generator (seed 6006): name, IMEIs. The last shows a number under the label IMEI
/// whose check digit does not hold: announced, and not read.
const SAMPLES: [(&str, &[&str]); 5] = [
    ("004.jpg", &["860122189807747"]),
    ("033.jpg", &["353328719248963"]),
    ("024.jpg", &["354071917855390", "354071877583537"]),
    ("008.jpg", &["990000686951973", "358476247331945"]),
    ("065.jpg", &[]),
];

#[test]
fn samples_give_every_number_and_no_other() {
    for (name, wanted) in SAMPLES {
        let picture = image::open(here("tests/samples/photos").join(name)).expect(name).into_rgb8();
        let reading = READER.read(&picture);
        let (mut read, mut wanted) = (imeis(&reading), wanted.to_vec());
        read.retain(|value| Imei::parse(value).is_ok());
        read.sort_unstable();
        wanted.sort_unstable();
        assert_eq!(read, wanted, "{name}");
        assert_eq!(reading.unread, usize::from(wanted.is_empty()), "{name}");
        let good = reading.identifiers.iter().filter(|found| found.trust >= Trust::Good);
        assert!(good.count() == wanted.len(), "{name}");
        for found in reading.identifiers.iter().filter(|found| found.kind == Kind::Imei) {
            let area = found.area.expect("text stands somewhere");
            let (w, h) = (side(picture.width()), side(picture.height()));
            assert!(area.0.iter().any(|p| p.x >= 0.0 && p.x <= w && p.y >= 0.0 && p.y <= h), "{name}: {area:?}");
        }
    }
}

#[test]
fn a_photo_upside_down_reads_the_same() {
    let (name, wanted) = SAMPLES[0];
    let picture = image::open(here("tests/samples/photos").join(name)).expect(name).into_rgb8();
    let turned = image::imageops::rotate180(&picture);
    let reading = READER.read(&turned);
    assert!(wanted.iter().all(|imei| imeis(&reading).contains(imei)), "{reading:?}");
}

#[test]
fn pictures_without_anything_say_so_and_odd_sizes_do_no_harm() {
    for (width, height) in [(1, 1), (15, 400), (16, 16), (3000, 17), (640, 480)] {
        let grey = RgbImage::from_pixel(width, height, image::Rgb([90, 90, 90]));
        let reading = READER.read(&grey);
        assert!(reading.identifiers.is_empty(), "{width} × {height}");
        assert!(!reading.warnings.is_empty(), "{width} × {height}");
    }
}

#[test]
fn a_folder_that_holds_no_networks_is_refused_with_advice() {
    let folder = tempfile::tempdir().expect("a folder");
    let missing = Reader::load(Some(folder.path())).expect_err("nothing is there");
    assert!(missing.to_string().contains("det.onnx") && missing.advice().contains("folder"));
    for name in ["det.onnx", "rec.onnx", "dict.txt"] {
        std::fs::File::create(folder.path().join(name))
            .and_then(|mut file| {
                use std::io::Write as _;
                file.write_all(b"no network")
            })
            .expect("a file");
    }
    assert!(Reader::load(Some(folder.path())).is_err());
}

/// Barcodes of another project's tests; one of a decoder beside ours may read what ours cannot.
const KNOWN: [&str; 1] = ["code128-2/#444"];

#[test]
fn barcodes_are_read_as_others_read_them_and_nothing_where_there_is_none() {
    let vectors = here("../shared/vectors/barcodes");
    if !vectors.is_dir() {
        println!("skipped: {} is not there", vectors.display());
        return;
    }
    let zbar = Command::new("zbarimg").arg("--version").output().is_ok();
    if !zbar {
        println!("skipped beside zbarimg: it is not installed");
    }
    for (folder, least) in
        [("code128-1", 6), ("code128-2", 13), ("code128-3", 2), ("datamatrix-1", 28), ("datamatrix-4", 19)]
    {
        let mut read = 0;
        for (path, content) in pictures(&vectors.join(folder)) {
            let Some(content) = content else { continue };
            let picture = image::open(&path).expect("a picture").into_rgb8();
            let ours = barcodes(&picture).iter().any(|text| text.trim() == content.trim());
            read += usize::from(ours);
            let named = path.with_extension("").to_string_lossy().into_owned();
            if !ours && zbar && folder.starts_with("code128") && !KNOWN.iter().any(|known| named.ends_with(known)) {
                assert!(!zbarimg(&path).contains(content.trim()), "zbarimg reads {}", path.display());
            }
        }
        // zxing-cpp 3.1 reads 6, 14, 2, 28 and 19 of them.
        assert!(read >= least, "{folder}: {read}");
    }
    for (path, _) in pictures(&vectors.join("falsepositives-1")) {
        let picture = image::open(&path).expect("a picture").into_rgb8();
        assert_eq!(barcodes(&picture), Vec::<String>::new(), "{}", path.display());
    }
}

/// The pictures of a folder, with what stands in them where a file beside them says so.
fn pictures(folder: &Path) -> Vec<(PathBuf, Option<String>)> {
    let files = std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path());
    let pictures = files.filter(|path| {
        path.extension().is_some_and(|end| ["png", "webp", "jpg"].iter().any(|known| end.eq_ignore_ascii_case(known)))
    });
    let content = |path: &PathBuf| std::fs::read(path.with_extension("txt")).ok();
    pictures
        .map(|path| (path.clone(), content(&path).map(|text| String::from_utf8_lossy(&text).into_owned())))
        .collect()
}

fn zbarimg(picture: &Path) -> String {
    let said = Command::new("zbarimg").args(["-q", "--raw"]).arg(picture).output();
    said.map(|said| String::from_utf8_lossy(&said.stdout).into_owned()).unwrap_or_default()
}

/// A few photos of the shared generator with a seed of its own; the bench reads thousands.
#[test]
fn freshly_rendered_photos_give_no_wrong_number() {
    let generator = here("../shared/tools/photo_set.py");
    let folder = tempfile::tempdir().expect("a folder");
    let python = std::env::var("COUNTERCHECK_PHOTO_PYTHON").unwrap_or_else(|_| "python3".to_owned());
    let rendered = Command::new(&python).arg(&generator).arg(folder.path()).args(["6", "2", "417"]).output();
    let truth = std::fs::read(folder.path().join("truth.json"));
    let Ok(truth) = truth else {
        let why =
            rendered.map_or_else(|error| error.to_string(), |out| String::from_utf8_lossy(&out.stderr).into_owned());
        println!("skipped: {python} renders no photos: {}", why.lines().last().unwrap_or_default());
        return;
    };
    let truth: serde_json::Value = serde_json::from_slice(&truth).expect("truth");
    let (mut wanted, mut read) = (0, 0);
    for (name, about) in truth.as_object().expect("an object") {
        let imeis: Vec<&str> =
            about["imeis"].as_array().into_iter().flatten().filter_map(|imei| imei.as_str()).collect();
        let picture = image::open(folder.path().join(name)).expect("a picture").into_rgb8();
        let reading = READER.read(&picture);
        for found in reading.identifiers.iter().filter(|found| found.trust >= Trust::Good) {
            assert!(imeis.contains(&found.value.as_str()), "{name}: a {} number is wrong", found.trust.word());
        }
        wanted += imeis.len();
        read += reading.identifiers.iter().filter(|found| imeis.contains(&found.value.as_str())).count();
    }
    assert!(read * 10 >= wanted * 8, "{read} of {wanted}");
}

/// A side of a small picture.
fn side(pixels: u32) -> f32 {
    f32::from(u16::try_from(pixels).unwrap())
}
