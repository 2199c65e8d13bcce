//! What can be wrong with a list, and with what one is made of.

/// A list that cannot be used, or a part of it that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ListError {
    /// The first bytes are not those of a block list.
    #[error("this is no block list")]
    NotAList,
    /// A newer form of the format.
    #[error("the block list has format {0}, this program reads format 1")]
    Format(u8),
    /// More or fewer bytes than its header says.
    #[error("the block list has {found} bytes instead of {expected}")]
    Length {
        /// Bytes that the header promises.
        expected: u64,
        /// Bytes that are there.
        found: u64,
    },
    /// The header or one of the tables at the end is damaged.
    #[error("the block list's {0} is damaged")]
    Head(&'static str),
    /// A page is damaged: whatever it covers cannot be answered.
    #[error("page {0} of the block list is damaged")]
    Page(u32),
    /// An overlay that changes another version than the one below it.
    #[error("the changes apply to version {wanted} of the list, not to version {found}")]
    Chain {
        /// The version that the overlay names.
        wanted: u64,
        /// The version below it.
        found: u64,
    },
    /// An overlay where a base is needed.
    #[error("the list holds changes only, not a whole list")]
    OverlayAlone,
}

impl ListError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::NotAList => "choose a file that `list build` made",
            Self::Format(_) => "update the program, or ask the publisher for the older form",
            Self::Length { .. } | Self::Head(_) | Self::Page(_) => {
                "fetch or copy the list again; until then it vouches for nothing"
            }
            Self::Chain { .. } => "apply the changes in the order of their versions",
            Self::OverlayAlone => "name the whole list first, then the changes to it",
        }
    }
}

/// Why a list cannot be made.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum BuildError {
    /// Entries did not come in ascending order of their numbers, or one came twice.
    #[error("entries are not in ascending order")]
    Order,
    /// A number of more than 14 digits.
    #[error("a number has more than 14 digits")]
    Key,
    /// A whole list cannot hold what was taken off it.
    #[error("a whole list holds a removed entry")]
    RemovedInBase,
    /// An entry names something that the dictionary does not hold.
    #[error("an entry names a reason or reporter that is not in the dictionary")]
    Dictionary,
    /// A text longer than the format takes.
    #[error("a text of {0} bytes is too long")]
    LongText(usize),
    /// More classes than the format takes.
    #[error("there are more than 4096 different pairs of status and reason")]
    TooManyReasons,
    /// More reporters than the format takes.
    #[error("there are more than 65000 different reporting organisations")]
    TooManyReporters,
    /// More pages than the format takes.
    #[error("the list has too many pages")]
    TooManyPages,
    /// The name of the list is empty or too long.
    #[error("the name of a list has 1 to 64 bytes")]
    Name,
    /// The second reading of the entries differed from the first.
    #[error("the entries changed while the list was made")]
    Changed,
}

impl BuildError {
    /// The next step.
    pub fn advice(&self) -> &'static str {
        match self {
            Self::TooManyReasons => "put reason codes into the column, not sentences or case numbers",
            Self::TooManyReporters => "put organisations into the column, not persons or case numbers",
            Self::LongText(_) => "shorten it in the source file",
            Self::TooManyPages => "split the list by country or organisation",
            Self::Name => "choose a short name, such as national",
            Self::Order | Self::Key | Self::RemovedInBase | Self::Dictionary | Self::Changed => {
                "build again from the source files"
            }
        }
    }
}
