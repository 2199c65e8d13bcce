//! Stands in until the reader is merged.

use super::Reading;
use std::path::Path;

/// Why not.
#[derive(Debug, thiserror::Error)]
pub enum PhotoError {
    /// Model.
    #[error("the model cannot be loaded")]
    Model,
}

impl PhotoError {
    /// Next.
    pub fn advice(&self) -> &'static str {
        "name another folder"
    }
}

/// The reader.
#[derive(Debug)]
pub struct Reader;

impl Reader {
    /// Loads.
    pub fn load(_models: Option<&Path>) -> Result<Self, PhotoError> {
        Ok(Self)
    }

    /// Reads.
    pub fn read(&self, _picture: &image::RgbImage) -> Reading {
        Reading::default()
    }
}
