//! The one table of what a role may do.

use super::Role;

/// Something that not everybody may do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Act {
    /// Buy, take in pledge or in part-exchange, take in for repair.
    Buy,
    /// Sell from stock.
    Sell,
    /// Put something on hold.
    Hold,
    /// Lift a hold before its time.
    Release,
    /// Hand something over to the police against a receipt.
    Surrender,
    /// Take a sale back, money against goods.
    Refund,
    /// Undo a purchase, goods against money.
    Reverse,
    /// Take something apart, or out of stock otherwise.
    Dismantle,
    /// Count the stock.
    Count,
    /// Show personal data.
    Reveal,
    /// Erase personal data.
    Erase,
    /// Take an extract out of the register.
    Export,
    /// Close the day.
    CloseDay,
    /// Correct an entry.
    Correct,
    /// Begin or end training.
    Training,
    /// Add, change or remove people.
    ManageStaff,
    /// Change the shop's key, or who can open entries.
    Keys,
    /// Open or end an inspection.
    Inspect,
}

/// Whether somebody may do it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum May {
    /// At once.
    Allowed,
    /// With a second person at the same till.
    NeedsSecond,
    /// Not in this role.
    No,
}

use May::{Allowed, NeedsSecond, No};

/// Clerk, manager, auditor.
///
/// Handing goods over to the police takes no second person: an officer does not wait, and an entry by one
/// is worth more than none. Erasing takes two whoever asks: nothing brings it back.
const TABLE: [(Act, [May; 3]); 18] = [
    (Act::Buy, [Allowed, Allowed, No]),
    (Act::Sell, [Allowed, Allowed, No]),
    (Act::Hold, [Allowed, Allowed, No]),
    (Act::Release, [NeedsSecond, Allowed, No]),
    (Act::Surrender, [Allowed, Allowed, No]),
    (Act::Refund, [NeedsSecond, Allowed, No]),
    (Act::Reverse, [NeedsSecond, Allowed, No]),
    (Act::Dismantle, [NeedsSecond, Allowed, No]),
    (Act::Count, [Allowed, Allowed, Allowed]),
    (Act::Reveal, [NeedsSecond, Allowed, Allowed]),
    (Act::Erase, [No, NeedsSecond, No]),
    (Act::Export, [NeedsSecond, Allowed, Allowed]),
    (Act::CloseDay, [Allowed, Allowed, No]),
    (Act::Correct, [NeedsSecond, Allowed, No]),
    (Act::Training, [NeedsSecond, Allowed, No]),
    (Act::ManageStaff, [No, Allowed, No]),
    (Act::Keys, [No, Allowed, No]),
    (Act::Inspect, [Allowed, Allowed, Allowed]),
];

/// What a role may do.
pub fn may(role: Role, act: Act) -> May {
    let column = match role {
        Role::Clerk => 0,
        Role::Manager => 1,
        Role::Auditor => 2,
    };
    TABLE.iter().find(|(row, _)| *row == act).map_or(No, |(_, rights)| rights[column])
}

/// Whether a second person of this role is enough: one who may do it alone, or, where nobody may,
/// anybody beside somebody who answers for it.
pub fn may_second(first: Role, second: Role, act: Act) -> bool {
    match may(first, act) {
        Allowed => true,
        NeedsSecond => {
            may(second, act) == Allowed
                || first == Role::Manager
                || may(second, act) == NeedsSecond && second == Role::Manager
        }
        No => false,
    }
}

impl Act {
    /// Every act.
    pub fn all() -> impl Iterator<Item = Self> {
        TABLE.iter().map(|(act, _)| *act)
    }

    /// The stable word in leaves; also the end of its key in the catalogues (`act-WORD`).
    pub const fn word(self) -> &'static str {
        match self {
            Self::Buy => "buy",
            Self::Sell => "sell",
            Self::Hold => "hold",
            Self::Release => "release",
            Self::Surrender => "surrender",
            Self::Refund => "refund",
            Self::Reverse => "reverse",
            Self::Dismantle => "dismantle",
            Self::Count => "count",
            Self::Reveal => "reveal",
            Self::Erase => "erase",
            Self::Export => "export",
            Self::CloseDay => "close_day",
            Self::Correct => "correct",
            Self::Training => "training",
            Self::ManageStaff => "manage_staff",
            Self::Keys => "keys",
            Self::Inspect => "inspect",
        }
    }

    /// Its name in the catalogues.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Buy => "act-buy",
            Self::Sell => "act-sell",
            Self::Hold => "act-hold",
            Self::Release => "act-release",
            Self::Surrender => "act-surrender",
            Self::Refund => "act-refund",
            Self::Reverse => "act-reverse",
            Self::Dismantle => "act-dismantle",
            Self::Count => "act-count",
            Self::Reveal => "act-reveal",
            Self::Erase => "act-erase",
            Self::Export => "act-export",
            Self::CloseDay => "act-close-day",
            Self::Correct => "act-correct",
            Self::Training => "act-training",
            Self::ManageStaff => "act-manage-staff",
            Self::Keys => "act-keys",
            Self::Inspect => "act-inspect",
        }
    }
}
