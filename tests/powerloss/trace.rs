//! What the recorder (`powerloss/src/lib.rs`) wrote down.

/// One step of the program, with paths relative to the folder that was watched.
#[derive(Clone, Debug)]
pub(crate) enum Step {
    /// A file appeared.
    Create(String),
    /// A folder appeared.
    Folder(String),
    /// Bytes were written at an offset.
    Write(String, usize, Vec<u8>),
    /// A file was cut or grown to a length.
    Resize(String, usize),
    /// A file's bytes, or a folder's names, were made durable.
    Sync(String),
    /// A name was moved, over whatever had the other name.
    Rename(String, String),
    /// A second name.
    Link(String, String),
    /// A name went away.
    Remove(String),
    /// The program told its user something.
    Told(Vec<u8>),
}

struct Reader<'b>(&'b [u8]);

impl Reader<'_> {
    fn take(&mut self, len: usize) -> Vec<u8> {
        let (head, rest) = self.0.split_at(len);
        self.0 = rest;
        head.to_vec()
    }

    fn length(&mut self) -> usize {
        let bytes = self.take(4).try_into().expect("four bytes");
        usize::try_from(u32::from_le_bytes(bytes)).expect("a length")
    }

    fn text(&mut self) -> String {
        let len = self.length();
        String::from_utf8(self.take(len)).expect("a path in UTF-8")
    }
}

/// All steps of a trace, in order.
pub(crate) fn read(bytes: &[u8]) -> Vec<Step> {
    let mut reader = Reader(bytes);
    let mut steps = Vec::new();
    while !reader.0.is_empty() {
        let op = reader.take(1)[0];
        let (path, to) = (reader.text(), reader.text());
        let offset = u64::from_le_bytes(reader.take(8).try_into().expect("eight bytes"));
        let offset = usize::try_from(offset).expect("an offset");
        let len = reader.length();
        let data = reader.take(len);
        steps.push(match op {
            b'C' => Step::Create(path),
            b'M' => Step::Folder(path),
            b'W' => Step::Write(path, offset, data),
            b'T' => Step::Resize(path, offset),
            b'S' => Step::Sync(path),
            b'R' => Step::Rename(path, to),
            b'L' => Step::Link(path, to),
            b'U' => Step::Remove(path),
            b'!' => Step::Told(data),
            other => panic!("an unknown step {other}"),
        });
    }
    steps
}
