//! Sets of pictures on disk, and the results that were kept for them.

use crate::score::Outcome;
use std::collections::BTreeMap;
use std::fs::{File, OpenOptions};
use std::io::{self, BufRead as _, BufReader, Write as _};
use std::path::{Path, PathBuf};

/// A picture, and the IMEIs on its screen; none: a negative.
#[derive(Clone)]
pub(crate) struct Picture {
    pub path: PathBuf,
    pub name: String,
    pub imeis: Vec<String>,
}

/// A folder of pictures.
pub(crate) struct Set {
    pub name: String,
    pub pictures: Vec<Picture>,
    pub outcomes: BTreeMap<String, Outcome>,
    results: File,
}

impl Set {
    /// Opens a folder with `truth.json`; pictures that are not there (yet) are left out.
    pub(crate) fn open(folder: &Path, larger: bool) -> io::Result<Self> {
        let truth: serde_json::Value = serde_json::from_slice(&std::fs::read(folder.join("truth.json"))?)?;
        let picture = |(name, about): (&String, &serde_json::Value)| {
            let imeis = about["imeis"].as_array().into_iter().flatten();
            let imeis = imeis.filter_map(|imei| imei.as_str().map(str::to_owned)).collect();
            Picture { path: folder.join(name), name: name.clone(), imeis }
        };
        let pictures = truth.as_object().into_iter().flatten().map(picture);
        let pictures = pictures.filter(|picture| picture.path.is_file()).collect();
        let kept = folder.join(if larger { "results-larger.tsv" } else { "results.tsv" });
        let results = OpenOptions::new().create(true).append(true).read(true).open(&kept)?;
        let lines = BufReader::new(File::open(&kept)?).lines().map_while(Result::ok);
        let outcomes = lines.filter_map(|line| Outcome::from_line(&line)).collect();
        let name = folder.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
        Ok(Self { name, pictures, outcomes, results })
    }

    /// What has no result yet.
    pub(crate) fn open_pictures(&self) -> Vec<Picture> {
        self.pictures.iter().filter(|picture| !self.outcomes.contains_key(&picture.name)).cloned().collect()
    }

    /// Keeps a result, on disk at once.
    pub(crate) fn keep(&mut self, picture: &Picture, outcome: Outcome) {
        writeln!(self.results, "{}", outcome.to_line(&picture.name)).expect("space for a line");
        self.outcomes.insert(picture.name.clone(), outcome);
    }
}
