//! Whether a JPEG file ends before its picture does: decoders fill the rest with grey and say nothing.

/// Walks the markers (ITU-T T.81, B.1.1) to the end of the image. What a telephone hangs behind it
/// (a film, a second picture) is not looked at.
pub(super) fn is_truncated(bytes: &[u8]) -> bool {
    let mut at = 2;
    while let Some((marker, next)) = next_marker(bytes, at) {
        at = next;
        match marker {
            // End of image.
            0xd9 => return false,
            // Markers without a segment: restarts inside of data, start of image.
            0x01 | 0xd0..=0xd8 => {}
            // A segment tells its length; behind the header of a scan its data follow.
            _ => match bytes.get(at..at + 2) {
                Some(length) => at += usize::from(u16::from_be_bytes([length[0], length[1]])).max(2),
                None => return true,
            },
        }
    }
    true
}

/// The next marker from `at` on, and what stands behind it.
fn next_marker(bytes: &[u8], mut at: usize) -> Option<(u8, usize)> {
    loop {
        at += bytes.get(at..)?.iter().position(|b| *b == 0xff)?;
        match *bytes.get(at + 1)? {
            // A stuffed byte of data.
            0x00 => at += 2,
            // A fill byte before a marker.
            0xff => at += 1,
            marker => return Some((marker, at + 2)),
        }
    }
}
