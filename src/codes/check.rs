//! Damm's check digit: finds every wrong digit and every two neighbours that changed places
//! (H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004, the table of order 10).

const TABLE: [[u8; 10]; 10] = [
    [0, 3, 1, 7, 5, 9, 8, 6, 4, 2],
    [7, 0, 9, 2, 1, 5, 4, 8, 6, 3],
    [4, 2, 0, 6, 8, 7, 1, 3, 5, 9],
    [1, 7, 5, 0, 9, 8, 3, 4, 2, 6],
    [6, 1, 2, 3, 0, 4, 5, 9, 7, 8],
    [3, 6, 7, 4, 2, 0, 9, 5, 8, 1],
    [5, 8, 6, 9, 7, 2, 0, 1, 3, 4],
    [8, 9, 4, 5, 3, 6, 2, 0, 1, 7],
    [9, 4, 3, 8, 6, 1, 7, 2, 0, 5],
    [2, 5, 8, 1, 4, 3, 6, 7, 9, 0],
];

/// The check digit of decimal digits; what is no digit counts as 0.
pub(super) fn digit(body: &str) -> char {
    let step = |state: u8, b: u8| TABLE[usize::from(state)][usize::from(b.wrapping_sub(b'0') % 10)];
    char::from(b'0' + body.bytes().fold(0, step))
}
