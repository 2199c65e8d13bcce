//! Names: no check digit protects them, so all that can be asked is that they are letters.

use super::layout::Cell;
use super::zone::{FILLER, Zone, words};
use crate::document::{DocumentError, DocumentPart};

/// Family name and given names; the given ones are empty where the document has one name only.
pub(super) fn split(zone: &Zone, cell: Cell) -> Result<(String, String), DocumentError> {
    let bytes = zone.text(cell);
    if let Some(at) = bytes.iter().position(u8::is_ascii_digit) {
        let column = cell.from + at + 1;
        return Err(DocumentError::Character { line: cell.line + 1, column, part: DocumentPart::Surname });
    }
    let missing = DocumentError::Missing { part: DocumentPart::Surname };
    if bytes.first().is_none_or(|&b| b == FILLER) {
        return Err(missing);
    }
    let at = bytes.windows(2).position(|pair| pair == [FILLER; 2]).unwrap_or(bytes.len());
    let (surname, given) = bytes.split_at(at);
    // Two fillers stand once, behind the family name. What follows two more is a misread filler.
    let names = given.iter().position(|&b| b != FILLER).unwrap_or(given.len());
    let gap = given[names..].windows(2).position(|pair| pair == [FILLER; 2]).map_or(given.len(), |gap| names + gap);
    if let Some(stray) = given[gap..].iter().position(|&b| b != FILLER) {
        let column = cell.from + at + gap + stray + 1;
        return Err(DocumentError::Character { line: cell.line + 1, column, part: DocumentPart::Given });
    }
    Ok((words(surname), words(given)))
}
