//! Bits of a page, least significant first, and bytes read in order.

/// Bytes of a page.
pub const PAGE: usize = 4096;
/// Bits of a page.
pub(crate) const BITS: usize = PAGE * 8;
/// Bits of a page's head; directory and blocks follow.
pub(crate) const HEAD_BITS: usize = 16 * 8;

/// 57 bits or more from bit `at` on, as far as the page reaches; zeros beyond its end. What lies
/// beyond is for the caller to notice: it counts bits anyway.
#[inline]
pub(crate) fn peek(page: &[u8; PAGE], at: usize) -> u64 {
    let byte = (at >> 3).min(PAGE - 8);
    let shift = (at - byte * 8) & 63;
    match page.get(byte..byte + 8).and_then(|bytes| bytes.try_into().ok()) {
        Some(bytes) => u64::from_le_bytes(bytes) >> shift,
        None => 0,
    }
}

/// 57 bits or more below bit `end`, the nearest one topmost. No block ends in a page's head, so
/// there are as many.
#[inline]
pub(crate) fn peek_back(page: &[u8; PAGE], end: usize) -> u64 {
    let top = ((end + 7) >> 3).clamp(8, PAGE);
    let shift = (top * 8).saturating_sub(end) & 63;
    match page.get(top - 8..top).and_then(|bytes| bytes.try_into().ok()) {
        Some(bytes) => u64::from_le_bytes(bytes) << shift,
        None => 0,
    }
}

/// The lowest `bits` bits of `value`; `bits` is at most 57.
#[inline]
pub(crate) fn low(value: u64, bits: u32) -> u64 {
    value & ((1_u64 << bits) - 1)
}

/// Room behind a page, so that eight bytes can be written wherever a bit of it lies.
const SLACK: usize = 8;

/// Writes bits. What does not fit is not written; the encoder counts before.
pub(crate) struct Writer {
    bytes: Box<[u8; PAGE + SLACK]>,
    held: u64,
    filled: u32,
    byte: usize,
}

impl Writer {
    pub(crate) fn new() -> Self {
        Self { bytes: Box::new([0; PAGE + SLACK]), held: 0, filled: 0, byte: 0 }
    }

    /// Appends the `bits` bits of `value`, at most 56; it has no others.
    #[inline]
    pub(crate) fn put(&mut self, value: u64, bits: u32) {
        self.held |= value << self.filled;
        self.filled += bits;
        if let Some(slot) = self.bytes.get_mut(self.byte..self.byte + 8) {
            slot.copy_from_slice(&self.held.to_le_bytes());
        }
        self.byte += (self.filled >> 3) as usize;
        self.held >>= self.filled & 0x38;
        self.filled &= 7;
    }

    /// Appends `zeros` zeros and a one.
    #[inline]
    pub(crate) fn unary(&mut self, mut zeros: u64) {
        while zeros >= 32 {
            self.put(0, 32);
            zeros -= 32;
        }
        self.put(1 << zeros, u32::try_from(zeros).unwrap_or(31) + 1);
    }

    /// Bits written.
    pub(crate) fn bits(&self) -> usize {
        self.byte * 8 + self.filled as usize
    }

    /// Appends what another writer wrote.
    pub(crate) fn append(&mut self, other: &Self) {
        let bits = other.bits();
        for (at, four) in (0..bits).step_by(32).zip(other.bytes.as_chunks::<4>().0) {
            let left = u32::try_from(bits - at).unwrap_or(32).min(32);
            self.put(low(u64::from(u32::from_le_bytes(*four)), left), left);
        }
    }

    /// The bytes, zeros after the last bit written.
    pub(crate) fn page(&self) -> [u8; PAGE] {
        let mut page = [0; PAGE];
        let written = self.bits().div_ceil(8).min(PAGE);
        if let (Some(to), Some(from)) = (page.get_mut(..written), self.bytes.get(..written)) {
            to.copy_from_slice(from);
        }
        page
    }

    /// Begins anew.
    pub(crate) fn clear(&mut self) {
        (self.held, self.filled, self.byte) = (0, 0, 0);
    }
}

/// Appends a number, 7 bits a byte, low first.
pub(crate) fn put_varint(out: &mut Vec<u8>, mut value: u64) {
    while value >= 0x80 {
        out.push(u8::try_from(value & 0x7f).unwrap_or_default() | 0x80);
        value >>= 7;
    }
    out.push(u8::try_from(value).unwrap_or_default());
}

/// Bytes read in order; `None` at the end, never beyond it.
#[derive(Clone, Copy)]
pub(crate) struct Bytes<'a>(pub(crate) &'a [u8]);

impl<'a> Bytes<'a> {
    pub(crate) fn take(&mut self, n: usize) -> Option<&'a [u8]> {
        let (head, rest) = self.0.split_at_checked(n)?;
        self.0 = rest;
        Some(head)
    }

    pub(crate) fn byte(&mut self) -> Option<u8> {
        self.take(1)?.first().copied()
    }

    pub(crate) fn varint(&mut self) -> Option<u64> {
        let mut value = 0_u64;
        for shift in (0..63).step_by(7) {
            let byte = self.byte()?;
            value |= u64::from(byte & 0x7f) << shift;
            if byte & 0x80 == 0 {
                // One number has one spelling.
                return (byte != 0 || shift == 0).then_some(value);
            }
        }
        None
    }

    pub(crate) fn u32(&mut self) -> Option<u32> {
        self.take(4)?.try_into().ok().map(u32::from_le_bytes)
    }

    pub(crate) fn u64(&mut self) -> Option<u64> {
        self.take(8)?.try_into().ok().map(u64::from_le_bytes)
    }

    /// Text of a length that stands before it.
    pub(crate) fn text(&mut self, most: usize) -> Option<&'a str> {
        let length = usize::try_from(self.varint()?).ok().filter(|&n| n <= most)?;
        std::str::from_utf8(self.take(length)?).ok()
    }
}

pub(crate) fn put_text(out: &mut Vec<u8>, text: &str) {
    put_varint(out, text.len() as u64);
    out.extend_from_slice(text.as_bytes());
}
