//! Running a network.

use super::PhotoError;
use rten::{Model, RunOptions, ThreadPool, Value};
use std::sync::Arc;

/// A network with one input of four dimensions and one output.
pub(super) struct Network {
    model: Model,
    name: &'static str,
}

impl Network {
    /// Takes a network in ONNX format.
    pub(super) fn new(name: &'static str, bytes: Vec<u8>) -> Result<Self, PhotoError> {
        let model = Model::load(bytes).map_err(|source| PhotoError::Model { name, source: source.into() })?;
        Ok(Self { model, name })
    }

    /// The same from bytes that lie in the program.
    pub(super) fn built_in(name: &'static str, bytes: &'static [u8]) -> Result<Self, PhotoError> {
        let model =
            Model::load_static_slice(bytes).map_err(|source| PhotoError::Model { name, source: source.into() })?;
        Ok(Self { model, name })
    }

    /// Runs it; the sizes of the output's dimensions, and its values.
    pub(super) fn run<const N: usize>(
        &self,
        shape: [usize; 4],
        input: Vec<f32>,
        pool: &Arc<ThreadPool>,
    ) -> Result<([usize; N], Vec<f32>), PhotoError> {
        let wrong = || PhotoError::Shape(self.name);
        let input = Value::from_shape(&shape, input).map_err(|_| wrong())?;
        let options = RunOptions::default().with_thread_pool(Some(Arc::clone(pool)));
        let output = self
            .model
            .run_one(input.into(), Some(options))
            .map_err(|source| PhotoError::Run { name: self.name, source: source.into() })?;
        output.into_shape_vec::<f32, N>().map_err(|_| wrong())
    }
}
