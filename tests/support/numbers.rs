//! Numbers that belong to no handset: the test range of reporting body 00.

use countercheck::imei::Imei14;

/// Two device types of different makers, so that one number after the other is never taken for one handset.
pub const TACS: [&str; 2] = ["00101701", "00101802"];

/// A table that names them.
pub const MODELS: &str = "tac,maker,model\n00101701,Alpha,One\n00101802,Beta,Two\n";

/// The IMEI with serial number `serial` under `tac`.
pub fn imei(tac: &str, serial: usize) -> String {
    Imei14::from_digits(&format!("{tac}{serial:06}")).expect("eight digits and six").with_check_digit()
}

/// Number `n` of a series in which the maker changes each time.
pub fn nth(n: usize) -> String {
    imei(TACS[n % 2], n)
}

/// The list of the tests' registry: one number of each status.
pub fn hotlist() -> String {
    format!(
        "imei,reporting_date,status\n{},20260411,blacklist\n{},20260502,pending\n",
        &listed()[..14],
        &pending()[..14]
    )
}

/// A listed number.
pub fn listed() -> String {
    imei(TACS[0], 900_001)
}

/// A number whose listing is pending.
pub fn pending() -> String {
    imei(TACS[1], 900_002)
}
